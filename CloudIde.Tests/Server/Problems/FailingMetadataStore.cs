using CloudIde.Server.Metadata;

namespace CloudIde.Tests.Server.Problems;

/// <summary>A store that can be started and then fails on everything.</summary>
internal sealed class FailingMetadataStore(Exception error) : IMetadataStore
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CheckAsync(CancellationToken cancellationToken) => throw error;

    public Task<UserAddition> AddUserAsync(User user, CancellationToken cancellationToken) => throw error;

    public Task<User?> FindUserAsync(string userId, CancellationToken cancellationToken) => throw error;

    public Task<User?> FindUserByLoginAsync(string login, CancellationToken cancellationToken) => throw error;

    public Task AddProjectAsync(Project project, CancellationToken cancellationToken) => throw error;

    public Task<ProjectAccess?> FindProjectAsync(string projectId, string userId, CancellationToken cancellationToken) => throw error;

    public Task<IReadOnlyList<ProjectAccess>> ListProjectsAsync(string userId, CancellationToken cancellationToken) => throw error;

    public Task<bool> UpdateProjectAsync(Project project, CancellationToken cancellationToken) => throw error;

    public Task<bool> DeleteProjectAsync(string projectId, CancellationToken cancellationToken) => throw error;

    public Task<IReadOnlyList<Member>> ListMembersAsync(string projectId, CancellationToken cancellationToken) => throw error;

    public Task<bool> SetMemberAsync(string projectId, string userId, ProjectRole role, CancellationToken cancellationToken) => throw error;

    public Task<bool> RemoveMemberAsync(string projectId, string userId, CancellationToken cancellationToken) => throw error;
}
