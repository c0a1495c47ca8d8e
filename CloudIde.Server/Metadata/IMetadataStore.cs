namespace CloudIde.Server.Metadata;

/// <summary>Users, projects and who may use which project. Files are not here but in S3.</summary>
/// <remarks>
/// Every uniqueness rule is an index of the store, so that of two requests at once, to any two servers, one loses.
/// </remarks>
internal interface IMetadataStore
{
    /// <summary>Creates or updates tables and indexes. Safe when several servers do it at once.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Makes the smallest round trip to the store.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the store has answered; fails otherwise.</returns>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Adds a user, unless the name or the e-mail address is taken.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was added, or what is taken.</returns>
    Task<UserAddition> AddUserAsync(User user, CancellationToken cancellationToken);

    /// <summary>Finds a user.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user, or null.</returns>
    Task<User?> FindUserAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Finds a user by what people type.</summary>
    /// <param name="login">A username or an e-mail address, in any case. A username has no '@', so the two never collide.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user, or null.</returns>
    Task<User?> FindUserByLoginAsync(string login, CancellationToken cancellationToken);

    /// <summary>Adds a project.</summary>
    /// <param name="project">The project. Its owner must exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is stored.</returns>
    Task AddProjectAsync(Project project, CancellationToken cancellationToken);

    /// <summary>Finds a project and what a user may do in it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The project with the user's role, or null when there is no such project.</returns>
    Task<ProjectAccess?> FindProjectAsync(string projectId, string userId, CancellationToken cancellationToken);

    /// <summary>Lists the projects that a user owns or that are shared with the user.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The projects, the one updated last first.</returns>
    Task<IReadOnlyList<ProjectAccess>> ListProjectsAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Stores a project's name, description, stack, language and time of update.</summary>
    /// <param name="project">The project as it shall be.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when there is no such project any more.</returns>
    Task<bool> UpdateProjectAsync(Project project, CancellationToken cancellationToken);

    /// <summary>Removes a project and its memberships.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when there was no such project.</returns>
    Task<bool> DeleteProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>Lists the users that a project is shared with. The owner is not among them.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The members by name.</returns>
    Task<IReadOnlyList<Member>> ListMembersAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>Shares a project with a user, or changes the user's role.</summary>
    /// <param name="projectId">The project, which must exist.</param>
    /// <param name="userId">The user, who must exist and not be the owner.</param>
    /// <param name="role">Viewer or editor.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>True when the user had no role before.</returns>
    Task<bool> SetMemberAsync(string projectId, string userId, ProjectRole role, CancellationToken cancellationToken);

    /// <summary>Stops sharing a project with a user.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when the project was not shared with the user.</returns>
    Task<bool> RemoveMemberAsync(string projectId, string userId, CancellationToken cancellationToken);
}
