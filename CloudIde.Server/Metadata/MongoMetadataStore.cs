using MongoDB.Bson;
using MongoDB.Driver;
using static CloudIde.Server.Metadata.MongoDocuments;

namespace CloudIde.Server.Metadata;

/// <summary>Metadata in MongoDB, which several servers can share.</summary>
/// <remarks>No transactions: a stand-alone MongoDB has none. Writes are ordered so that an interrupted one leaves nothing visible.</remarks>
internal sealed class MongoMetadataStore : IMetadataStore, IDisposable
{
    private const string DefaultDatabase = "cloudide";

    private readonly MongoClient _client;
    private readonly IMongoDatabase _database;
    private readonly IMongoCollection<UserDocument> _users;
    private readonly IMongoCollection<ProjectDocument> _projects;
    private readonly IMongoCollection<MemberDocument> _members;

    /// <summary>Creates the store; nothing is connected yet.</summary>
    /// <param name="url">Where MongoDB is. Without a database in its path, <c>cloudide</c> is used.</param>
    public MongoMetadataStore(MongoUrl url)
    {
        var settings = MongoClientSettings.FromUrl(url);

        // A request of a person waits for this long when MongoDB is away; the driver's default is 30 s.
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(5);
        _client = new MongoClient(settings);
        _database = _client.GetDatabase(url.DatabaseName ?? DefaultDatabase);
        _users = _database.GetCollection<UserDocument>("users");
        _projects = _database.GetCollection<ProjectDocument>("projects");
        _members = _database.GetCollection<MemberDocument>("members");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _users.Indexes.CreateManyAsync(
            [
                Unique(Builders<UserDocument>.IndexKeys.Ascending(user => user.UsernameKey)),
                Unique(Builders<UserDocument>.IndexKeys.Ascending(user => user.EmailKey)),
            ],
            cancellationToken);
        await _projects.Indexes.CreateOneAsync(
            new CreateIndexModel<ProjectDocument>(Builders<ProjectDocument>.IndexKeys.Ascending(project => project.OwnerId)),
            cancellationToken: cancellationToken);
        await _members.Indexes.CreateManyAsync(
            [
                new CreateIndexModel<MemberDocument>(Builders<MemberDocument>.IndexKeys.Ascending(member => member.ProjectId)),
                new CreateIndexModel<MemberDocument>(Builders<MemberDocument>.IndexKeys.Ascending(member => member.UserId)),
            ],
            cancellationToken);

        static CreateIndexModel<UserDocument> Unique(IndexKeysDefinition<UserDocument> keys) =>
            new(keys, new CreateIndexOptions { Unique = true });
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        _database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async Task<UserAddition> AddUserAsync(User user, CancellationToken cancellationToken)
    {
        try
        {
            await _users.InsertOneAsync(UserDocument.From(user), cancellationToken: cancellationToken);
            return UserAddition.Added;
        }
        catch (MongoWriteException error) when (error.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // Which index refused stands only in the message, whose form is the server's own. So look: nobody is ever removed.
            var key = LoginKey.Of(user.Username);
            return await _users.Find(other => other.UsernameKey == key).AnyAsync(cancellationToken)
                ? UserAddition.UsernameTaken
                : UserAddition.EmailTaken;
        }
    }

    /// <inheritdoc/>
    public async Task<User?> FindUserAsync(string userId, CancellationToken cancellationToken) =>
        (await _users.Find(user => user.Id == userId).FirstOrDefaultAsync(cancellationToken))?.ToUser();

    /// <inheritdoc/>
    public async Task<User?> FindUserByLoginAsync(string login, CancellationToken cancellationToken)
    {
        var key = LoginKey.Of(login);
        return (await _users.Find(user => user.UsernameKey == key || user.EmailKey == key).FirstOrDefaultAsync(cancellationToken))
            ?.ToUser();
    }

    /// <inheritdoc/>
    public Task AddProjectAsync(Project project, CancellationToken cancellationToken) =>
        _projects.InsertOneAsync(ProjectDocument.From(project), cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async Task<ProjectAccess?> FindProjectAsync(string projectId, string userId, CancellationToken cancellationToken)
    {
        var project = await _projects.Find(project => project.Id == projectId).FirstOrDefaultAsync(cancellationToken);
        if (project is null)
        {
            return null;
        }

        if (project.OwnerId == userId)
        {
            return new ProjectAccess(project.ToProject(), ProjectRole.Owner);
        }

        var id = MemberDocument.IdOf(projectId, userId);
        var member = await _members.Find(member => member.Id == id).FirstOrDefaultAsync(cancellationToken);
        return new ProjectAccess(project.ToProject(), member is null ? null : ReadRole(member));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProjectAccess>> ListProjectsAsync(string userId, CancellationToken cancellationToken)
    {
        var roles = (await _members.Find(member => member.UserId == userId).ToListAsync(cancellationToken))
            .ToDictionary(member => member.ProjectId, ReadRole, StringComparer.Ordinal);
        var shared = roles.Keys.ToList();
        var projects = await _projects
            .Find(project => project.OwnerId == userId || shared.Contains(project.Id))
            .ToListAsync(cancellationToken);
        return
        [
            .. projects
                .Select(project => new ProjectAccess(
                    project.ToProject(), project.OwnerId == userId ? ProjectRole.Owner : roles[project.Id]))
                .OrderByDescending(access => access.Project.UpdatedAt)
                .ThenBy(access => access.Project.Id, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateProjectAsync(Project project, CancellationToken cancellationToken)
    {
        var update = Builders<ProjectDocument>.Update
            .Set(document => document.Name, project.Name)
            .Set(document => document.Description, project.Description)
            .Set(document => document.Stack, project.Stack)
            .Set(document => document.Language, project.Language)
            .Set(document => document.UpdatedAt, project.UpdatedAt.UtcDateTime);
        var result = await _projects.UpdateOneAsync(
            document => document.Id == project.Id, update, cancellationToken: cancellationToken);
        return result.MatchedCount > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteProjectAsync(string projectId, CancellationToken cancellationToken)
    {
        // The project goes first: members of a project that is gone are never looked at.
        var result = await _projects.DeleteOneAsync(project => project.Id == projectId, cancellationToken);
        await _members.DeleteManyAsync(member => member.ProjectId == projectId, cancellationToken);
        return result.DeletedCount > 0;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Member>> ListMembersAsync(string projectId, CancellationToken cancellationToken)
    {
        var members = await _members.Find(member => member.ProjectId == projectId).ToListAsync(cancellationToken);
        var userIds = members.ConvertAll(member => member.UserId);
        var users = (await _users.Find(user => userIds.Contains(user.Id)).ToListAsync(cancellationToken))
            .ToDictionary(user => user.Id, StringComparer.Ordinal);
        return
        [
            .. members
                .Where(member => users.ContainsKey(member.UserId))
                .OrderBy(member => users[member.UserId].UsernameKey, StringComparer.Ordinal)
                .Select(member => new Member(member.UserId, users[member.UserId].Username, ReadRole(member))),
        ];
    }

    /// <inheritdoc/>
    public async Task<bool> SetMemberAsync(
        string projectId, string userId, ProjectRole role, CancellationToken cancellationToken)
    {
        var member = new MemberDocument
        {
            Id = MemberDocument.IdOf(projectId, userId),
            ProjectId = projectId,
            UserId = userId,
            Role = role.Word(),
        };
        try
        {
            await _members.InsertOneAsync(member, cancellationToken: cancellationToken);
            return true;
        }
        catch (MongoWriteException error) when (error.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            await _members.ReplaceOneAsync(document => document.Id == member.Id, member, cancellationToken: cancellationToken);
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveMemberAsync(string projectId, string userId, CancellationToken cancellationToken)
    {
        var id = MemberDocument.IdOf(projectId, userId);
        var result = await _members.DeleteOneAsync(member => member.Id == id, cancellationToken);
        return result.DeletedCount > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static ProjectRole ReadRole(MemberDocument member) =>
        ProjectRoleNames.Parse(member.Role)
        ?? throw new InvalidDataException($"The database has the unknown role \"{member.Role}\".");
}
