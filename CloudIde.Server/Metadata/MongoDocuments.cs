using MongoDB.Bson.Serialization.Attributes;

namespace CloudIde.Server.Metadata;

/// <summary>The documents that <see cref="MongoMetadataStore"/> keeps, apart from the records so that these stay free of MongoDB.</summary>
internal static class MongoDocuments
{
    /// <summary>A user.</summary>
    [BsonIgnoreExtraElements]
    internal sealed class UserDocument
    {
        [BsonId]
        public required string Id { get; init; }

        [BsonElement("username")]
        public required string Username { get; init; }

        [BsonElement("usernameKey")]
        public required string UsernameKey { get; init; }

        [BsonElement("email")]
        public required string Email { get; init; }

        [BsonElement("emailKey")]
        public required string EmailKey { get; init; }

        [BsonElement("passwordHash")]
        public required string PasswordHash { get; init; }

        [BsonElement("createdAt")]
        public required DateTime CreatedAt { get; init; }

        public static UserDocument From(User user) => new()
        {
            Id = user.Id,
            Username = user.Username,
            UsernameKey = LoginKey.Of(user.Username),
            Email = user.Email,
            EmailKey = LoginKey.Of(user.Email),
            PasswordHash = user.PasswordHash,
            CreatedAt = user.CreatedAt.UtcDateTime,
        };

        public User ToUser() => new(Id, Username, Email, PasswordHash, CreatedAt);
    }

    /// <summary>A project.</summary>
    [BsonIgnoreExtraElements]
    internal sealed class ProjectDocument
    {
        [BsonId]
        public required string Id { get; init; }

        [BsonElement("ownerId")]
        public required string OwnerId { get; init; }

        [BsonElement("name")]
        public required string Name { get; init; }

        [BsonElement("description")]
        public required string Description { get; init; }

        [BsonElement("stack")]
        public required string Stack { get; init; }

        [BsonElement("language")]
        public required string Language { get; init; }

        [BsonElement("forks")]
        public required int Forks { get; init; }

        [BsonElement("createdAt")]
        public required DateTime CreatedAt { get; init; }

        [BsonElement("updatedAt")]
        public required DateTime UpdatedAt { get; init; }

        public static ProjectDocument From(Project project) => new()
        {
            Id = project.Id,
            OwnerId = project.OwnerId,
            Name = project.Name,
            Description = project.Description,
            Stack = project.Stack,
            Language = project.Language,
            Forks = project.Forks,
            CreatedAt = project.CreatedAt.UtcDateTime,
            UpdatedAt = project.UpdatedAt.UtcDateTime,
        };

        public Project ToProject() =>
            new(Id, OwnerId, Name, Description, Stack, Language, Forks, CreatedAt, UpdatedAt);
    }

    /// <summary>A project's share with one user.</summary>
    [BsonIgnoreExtraElements]
    internal sealed class MemberDocument
    {
        /// <summary>Project and user, so that the index on the id makes the pair unique.</summary>
        [BsonId]
        public required string Id { get; init; }

        [BsonElement("projectId")]
        public required string ProjectId { get; init; }

        [BsonElement("userId")]
        public required string UserId { get; init; }

        [BsonElement("role")]
        public required string Role { get; init; }

        public static string IdOf(string projectId, string userId) => $"{projectId}/{userId}";
    }
}
