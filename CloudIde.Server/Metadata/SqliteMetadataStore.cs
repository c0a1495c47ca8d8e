using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CloudIde.Server.Metadata;

/// <summary>Metadata in one SQLite file: nothing to install, and enough for one server.</summary>
/// <remarks>Times are stored as milliseconds since 1970.</remarks>
internal sealed class SqliteMetadataStore : IMetadataStore, IDisposable
{
    private const int SqliteConstraint = 19;

    private const string ProjectColumns =
        "p.id, p.owner_id, p.name, p.description, p.stack, p.language, p.forks, p.created_at, p.updated_at";

    private readonly string _connectionString;

    /// <summary>Creates the store; nothing is opened yet.</summary>
    /// <param name="file">The database file. Its folder must exist.</param>
    public SqliteMetadataStore(string file) => _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        DefaultTimeout = 15,
    }.ToString();

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);

        // Write-ahead log: readers do not wait for a writer. The mode stays with the file.
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken);
        while (await MigrateOneStepAsync(connection, cancellationToken))
        {
        }
    }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT 1 FROM users LIMIT 1", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<UserAddition> AddUserAsync(User user, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                """
                INSERT INTO users (id, username, username_key, email, email_key, password_hash, created_at)
                VALUES ($id, $username, $usernameKey, $email, $emailKey, $passwordHash, $createdAt)
                """,
                cancellationToken,
                ("$id", user.Id),
                ("$username", user.Username),
                ("$usernameKey", LoginKey.Of(user.Username)),
                ("$email", user.Email),
                ("$emailKey", LoginKey.Of(user.Email)),
                ("$passwordHash", user.PasswordHash),
                ("$createdAt", user.CreatedAt.ToUnixTimeMilliseconds()));
            return UserAddition.Added;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SqliteConstraint)
        {
            // The message names the column, as in "UNIQUE constraint failed: users.username_key".
            if (error.Message.Contains("users.username_key", StringComparison.Ordinal))
            {
                return UserAddition.UsernameTaken;
            }

            if (error.Message.Contains("users.email_key", StringComparison.Ordinal))
            {
                return UserAddition.EmailTaken;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<User?> FindUserAsync(string userId, CancellationToken cancellationToken) =>
        FirstAsync("SELECT id, username, email, password_hash, created_at FROM users WHERE id = $id",
            ReadUser, cancellationToken, ("$id", userId));

    /// <inheritdoc/>
    public Task<User?> FindUserByLoginAsync(string login, CancellationToken cancellationToken) =>
        FirstAsync(
            """
            SELECT id, username, email, password_hash, created_at FROM users
            WHERE username_key = $key OR email_key = $key
            """,
            ReadUser, cancellationToken, ("$key", LoginKey.Of(login)));

    /// <inheritdoc/>
    public async Task AddProjectAsync(Project project, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            """
            INSERT INTO projects (id, owner_id, name, description, stack, language, forks, created_at, updated_at)
            VALUES ($id, $ownerId, $name, $description, $stack, $language, $forks, $createdAt, $updatedAt)
            """,
            cancellationToken,
            ("$id", project.Id),
            ("$ownerId", project.OwnerId),
            ("$name", project.Name),
            ("$description", project.Description),
            ("$stack", project.Stack),
            ("$language", project.Language),
            ("$forks", project.Forks),
            ("$createdAt", project.CreatedAt.ToUnixTimeMilliseconds()),
            ("$updatedAt", project.UpdatedAt.ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public Task<ProjectAccess?> FindProjectAsync(string projectId, string userId, CancellationToken cancellationToken) =>
        FirstAsync(
            $"""
            SELECT {ProjectColumns}, CASE WHEN p.owner_id = $user THEN 'owner' ELSE m.role END
            FROM projects p LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $user
            WHERE p.id = $id
            """,
            ReadAccess, cancellationToken, ("$id", projectId), ("$user", userId));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectAccess>> ListProjectsAsync(string userId, CancellationToken cancellationToken) =>
        ListAsync(
            $"""
            SELECT {ProjectColumns}, 'owner' FROM projects p WHERE p.owner_id = $user
            UNION ALL
            SELECT {ProjectColumns}, m.role FROM members m JOIN projects p ON p.id = m.project_id WHERE m.user_id = $user
            ORDER BY 9 DESC, 1
            """,
            ReadAccess, cancellationToken, ("$user", userId));

    /// <inheritdoc/>
    public async Task<bool> UpdateProjectAsync(Project project, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await ExecuteAsync(
            connection,
            """
            UPDATE projects
            SET name = $name, description = $description, stack = $stack, language = $language, updated_at = $updatedAt
            WHERE id = $id
            """,
            cancellationToken,
            ("$id", project.Id),
            ("$name", project.Name),
            ("$description", project.Description),
            ("$stack", project.Stack),
            ("$language", project.Language),
            ("$updatedAt", project.UpdatedAt.ToUnixTimeMilliseconds())) > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteProjectAsync(string projectId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await ExecuteAsync(
            connection, "DELETE FROM projects WHERE id = $id", cancellationToken, ("$id", projectId)) > 0;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Member>> ListMembersAsync(string projectId, CancellationToken cancellationToken) =>
        ListAsync(
            """
            SELECT u.id, u.username, m.role FROM members m JOIN users u ON u.id = m.user_id
            WHERE m.project_id = $id ORDER BY u.username_key
            """,
            static reader => new Member(reader.GetString(0), reader.GetString(1), ReadRole(reader.GetString(2))),
            cancellationToken,
            ("$id", projectId));

    /// <inheritdoc/>
    public async Task<bool> SetMemberAsync(
        string projectId, string userId, ProjectRole role, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        (string, object)[] values = [("$project", projectId), ("$user", userId), ("$role", role.Word())];
        var added = await ExecuteAsync(
            connection,
            "INSERT INTO members (project_id, user_id, role) VALUES ($project, $user, $role) ON CONFLICT DO NOTHING",
            cancellationToken,
            values) > 0;
        if (!added)
        {
            await ExecuteAsync(
                connection,
                "UPDATE members SET role = $role WHERE project_id = $project AND user_id = $user",
                cancellationToken,
                values);
        }

        return added;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveMemberAsync(string projectId, string userId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await ExecuteAsync(
            connection,
            "DELETE FROM members WHERE project_id = $project AND user_id = $user",
            cancellationToken,
            ("$project", projectId),
            ("$user", userId)) > 0;
    }

    /// <summary>Closes the pooled connections, so that the file can be moved or removed.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Takes one step in one transaction, so that of two servers that start at once, one waits and then finds it done.</summary>
    /// <returns>False when the database is current.</returns>
    private static async Task<bool> MigrateOneStepAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        if (version > SqliteMigrations.Steps.Count)
        {
            throw new InvalidDataException(
                $"it was written by a newer version of CloudIDE (schema {version}, this one knows {SqliteMigrations.Steps.Count})");
        }

        if (version == SqliteMigrations.Steps.Count)
        {
            return false;
        }

        command.CommandText = SqliteMigrations.Steps[version]
            + string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1};");
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static User ReadUser(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), ReadTime(reader, 4));

    private static ProjectAccess ReadAccess(SqliteDataReader reader) => new(
        new Project(
            reader.GetString(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.GetString(5),
            reader.GetInt32(6),
            ReadTime(reader, 7),
            ReadTime(reader, 8)),
        reader.IsDBNull(9) ? null : ReadRole(reader.GetString(9)));

    private static DateTimeOffset ReadTime(SqliteDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static ProjectRole ReadRole(string word) =>
        ProjectRoleNames.Parse(word) ?? throw new InvalidDataException($"The database has the unknown role \"{word}\".");

    private static async Task<int> ExecuteAsync(
        SqliteConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private async Task<T?> FirstAsync<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
        where T : class => await ListAsync(sql, read, cancellationToken, values) is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
