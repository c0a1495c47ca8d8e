namespace CloudIde.Server.Metadata;

/// <summary>The steps from an empty SQLite database to the current one. A step that was released never changes; new ones follow.</summary>
internal static class SqliteMigrations
{
    /// <summary>The steps; the database's <c>user_version</c> is the number of steps it has.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE users (
            id TEXT PRIMARY KEY,
            username TEXT NOT NULL,
            username_key TEXT NOT NULL,
            email TEXT NOT NULL,
            email_key TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX users_username_key ON users (username_key);
        CREATE UNIQUE INDEX users_email_key ON users (email_key);

        CREATE TABLE projects (
            id TEXT PRIMARY KEY,
            owner_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            stack TEXT NOT NULL,
            language TEXT NOT NULL,
            forks INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX projects_owner_id ON projects (owner_id);

        CREATE TABLE members (
            project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL REFERENCES users (id),
            role TEXT NOT NULL,
            PRIMARY KEY (project_id, user_id)
        ) WITHOUT ROWID;
        CREATE INDEX members_user_id ON members (user_id);
        """,
    ];
}
