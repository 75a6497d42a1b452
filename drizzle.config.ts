// Where drizzle-kit reads the schema and writes numbered migrations (`npm run migrations:generate`).
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/adapters/postgres/schema.ts',
    './src/adapters/postgres/configuration-schema.ts',
    './src/adapters/postgres/gates-schema.ts',
    './src/adapters/postgres/ideas-schema.ts',
  ],
  out: './migrations',
});
