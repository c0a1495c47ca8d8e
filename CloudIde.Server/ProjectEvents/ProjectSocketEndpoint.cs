using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using CloudIde.Server.Security;

namespace CloudIde.Server.ProjectEvents;

/// <summary>The event stream of a project: decides who may follow it, and hands the connection to a session.</summary>
internal sealed class ProjectSocketEndpoint(
    ProjectGate gate, StandingAccess access, SocketGate sockets, ProjectFeeds feeds, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Serves one connection.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The signed-in user.</param>
    /// <param name="projectId">The project.</param>
    /// <returns>A task that ends with the connection.</returns>
    /// <exception cref="ProblemException">The connection was refused before the upgrade.</exception>
    public async Task RunAsync(HttpContext context, CurrentUser user, string projectId)
    {
        sockets.Require(context);
        var (_, role) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, context.RequestAborted);
        await using var share = await feeds.JoinAsync(projectId);
        using var socket = await sockets.AcceptAsync(context);
        await new ProjectSession(socket, share.Resource, time).RunAsync(
            ended => access.WaitForChangeAsync(user, projectId, role, ended), lifetime.ApplicationStopping);
    }
}
