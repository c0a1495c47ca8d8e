using CloudIde.Core.Terminals;
using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using CloudIde.Server.Workspaces;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Terminals;

/// <summary>Terminals: list, open, close, and their streams.</summary>
internal static class TerminalEndpoints
{
    /// <summary>Maps the terminal routes. The streams need WebSockets in the pipeline before them.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapTerminals(this IEndpointRouteBuilder endpoints)
    {
        var terminals = endpoints.MapGroup("/api/v2/projects/{projectId}/terminals");
        terminals.MapGet("/", ListAsync);
        terminals.MapPost("/", OpenAsync);
        terminals.MapDelete("/{terminalId}", CloseAsync);

        // A WebSocket over HTTP/2 is a CONNECT.
        endpoints.MapMethods(
            "/ws/v2/projects/{projectId}/terminals/{terminalId}",
            [HttpMethods.Get, HttpMethods.Connect],
            static (string projectId, string terminalId, CurrentUser user, TerminalSocketEndpoint endpoint, HttpContext context) =>
                endpoint.RunAsync(context, user, new TerminalKey(projectId, terminalId)));
        return endpoints;
    }

    private static async Task<Ok<TerminalListAnswer>> ListAsync(
        string projectId, CurrentUser user, ProjectGate gate, TerminalDirectory terminals, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        var records = await terminals.ListAsync(projectId);
        return TypedResults.Ok(new TerminalListAnswer([.. records.Select(TerminalView.Of)]));
    }

    private static async Task<Created<OpenTerminalAnswer>> OpenAsync(
        string projectId,
        OpenTerminalRequest request,
        CurrentUser user,
        ProjectGate gate,
        TerminalDirectory terminals,
        WorkspaceActivator activator,
        TerminalSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var (size, title) = TerminalRules.Validate(request);
        var terminal = new TerminalKey(projectId, $"t{RandomId.Create()}");
        if (!await terminals.CreateAsync(terminal, title, size, time.GetUtcNow(), settings.PerProject))
        {
            throw ProblemException.Conflict(
                $"The project has {settings.PerProject} terminals, which is the limit (TERMINALS_PER_PROJECT). Close one first.");
        }

        try
        {
            // Not with the request's token: a client that leaves at this moment must not leave a terminal that waits for nothing.
            await activator.EnsureActiveAsync(projectId, CancellationToken.None);
        }
        catch (WorkspaceUnavailableException e)
        {
            // Nobody has the terminal's id, so it would stay for ever.
            await terminals.RemoveAsync(terminal);
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, $"{e.Message} Try again in a moment.");
        }

        return TypedResults.Created(
            $"/api/v2/projects/{projectId}/terminals/{terminal.TerminalId}", new OpenTerminalAnswer(terminal.TerminalId));
    }

    private static async Task<Results<Ok<MessageAnswer>, Accepted<MessageAnswer>>> CloseAsync(
        string projectId,
        string terminalId,
        CurrentUser user,
        ProjectGate gate,
        TerminalCloser closer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        return await closer.CloseAsync(new TerminalKey(projectId, terminalId), cancellationToken) switch
        {
            TerminalClosing.NotFound => throw ProblemException.NotFound("There is no such terminal."),
            TerminalClosing.Closed => TypedResults.Ok(new MessageAnswer("The terminal was closed and its files are saved.")),
            _ => TypedResults.Accepted(
                (string?)null, new MessageAnswer("The terminal is still closing: the worker has not yet saved the files.")),
        };
    }
}
