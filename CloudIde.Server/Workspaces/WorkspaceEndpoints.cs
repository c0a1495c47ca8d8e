using CloudIde.Core.Workspaces;
using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Workspaces;

/// <summary>A project's workspace: what it is doing, why it is kept, and for how long people want it kept.</summary>
internal static class WorkspaceEndpoints
{
    /// <summary>Maps the workspace routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapWorkspaces(this IEndpointRouteBuilder endpoints)
    {
        var workspace = endpoints.MapGroup("/api/v2/projects/{projectId}/workspace");
        workspace.MapGet("/", ShowAsync);
        workspace.MapPost("/keep", KeepAsync);
        return endpoints;
    }

    private static async Task<Ok<WorkspaceAnswer>> ShowAsync(
        string projectId,
        CurrentUser user,
        ProjectGate gate,
        WorkspaceDirectory workspaces,
        WorkspaceKeeping keeping,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        return TypedResults.Ok(await ReadAsync(projectId, workspaces, keeping));
    }

    private static async Task<Ok<WorkspaceAnswer>> KeepAsync(
        string projectId,
        KeepRequest request,
        CurrentUser user,
        ProjectGate gate,
        WorkspaceDirectory workspaces,
        WorkspaceKeeping keeping,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        await keeping.KeepUntilAsync(projectId, KeepRules.Validate(request, time.GetUtcNow()));
        return TypedResults.Ok(await ReadAsync(projectId, workspaces, keeping));
    }

    private static async Task<WorkspaceAnswer> ReadAsync(string projectId, WorkspaceDirectory workspaces, WorkspaceKeeping keeping)
    {
        var status = workspaces.GetStatusAsync(projectId);
        var keep = await keeping.ReadAsync(projectId);
        return WorkspaceAnswer.Of(await status, keep);
    }
}
