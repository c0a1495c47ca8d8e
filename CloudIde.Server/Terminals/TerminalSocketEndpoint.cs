using System.Diagnostics;
using System.Globalization;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using CloudIde.Server.Security;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>The terminal stream: decides who may attach, finds where the stream starts, and hands the connection to a session.</summary>
internal sealed partial class TerminalSocketEndpoint(
    ProjectGate gate,
    StandingAccess access,
    SocketGate sockets,
    TerminalFeeds feeds,
    ViewerServices services,
    IHostApplicationLifetime lifetime,
    ILogger<TerminalSocketEndpoint> logger)
{
    private const int MaxViewerName = 64;

    /// <summary>Serves one connection.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The signed-in user.</param>
    /// <param name="terminal">The terminal.</param>
    /// <returns>A task that ends with the connection.</returns>
    /// <exception cref="ProblemException">The connection was refused before the upgrade.</exception>
    public async Task RunAsync(HttpContext context, CurrentUser user, TerminalKey terminal)
    {
        sockets.Require(context);
        var (_, role) = await gate.RequireAsync(user, terminal.ProjectId, ProjectRole.Viewer, context.RequestAborted);
        var asked = ReadOffset(context.Request.Query["offset"]);
        var identity = new ViewerIdentity(terminal, user.Id, user.Username, role, ReadViewer(context.Request.Query["viewer"]));

        var record = await services.Directory.GetAsync(terminal) ?? throw ProblemException.NotFound("There is no such terminal.");

        // Asked for within this trace, and before the feed would ask on its own account. Nothing here waits for a worker.
        var activating = ActivateAsync(record, terminal);
        await using var share = await feeds.JoinAsync(terminal);
        var notingWatched = services.Directory.NoteWatchedAsync(terminal);
        var first = await services.Checkpoints.FindFirstAsync(terminal, record.Base);
        var accepted = await services.Input.GetAcceptedAsync(terminal, identity.ViewerId);
        var isFirstViewer = await notingWatched;
        var feed = share.Resource;
        feed.NoteHead(record.Head);

        using var socket = await sockets.AcceptAsync(context);

        // An offset that is not kept, or that does not exist, starts over with what is kept. One within the first checkpoint's
        // prefix may be of a viewer that was cut off in it, which cannot go on there. No other prefix reaches into the log:
        // later checkpoints are never started from while this one is kept.
        var startsOver = asked < record.Base || asked > record.Head || (asked >= first.Start && asked < first.Offset);
        var ready = new ServerFrame(ServerFrame.Ready)
        {
            Offset = startsOver ? first.Start : asked,

            // Who watches first answers what the shell has asked so far, and who goes on answers what it asked meanwhile.
            Answered = isFirstViewer || (asked > 0 && !startsOver) ? null : record.Head,
            InputOffset = accepted,
            Cols = record.Size.Columns,
            Rows = record.Size.Rows,
            Role = role.Word(),
            State = feed.Workspace.Current.Status.State.Word(),
        };
        await ViewerSession.RunAsync(
            socket, identity, feed, ready, startsOver ? first : null, services,
            ended => access.WaitForChangeAsync(user, terminal.ProjectId, role, ended), lifetime.ApplicationStopping);
        await activating;
    }

    private static long ReadOffset(string? text) =>
        string.IsNullOrEmpty(text) ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset
        : throw ProblemException.BadRequest("The offset must be a whole number from 0, the number of output bytes that the viewer has.");

    private static string? ReadViewer(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length <= MaxViewerName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text
        : throw ProblemException.BadRequest(
            $"The viewer must be an id of up to {MaxViewerName} letters (a-z), digits, hyphens and underscores.");

    private async Task ActivateAsync(TerminalRecord record, TerminalKey terminal)
    {
        // Opening a terminal and attaching to it are two requests of one action. While it waits for its worker, the WebSocket
        // joins the trace that the activation carries, so that one trace shows what the user waits for.
        var joined = record.State == TerminalState.Waiting ? record.OpenedBy : default;
        var links = Activity.Current is { } request ? [new ActivityLink(request.Context)] : Array.Empty<ActivityLink>();
        using var activity = services.Telemetry.Activities.StartActivity(
            "terminal attach", ActivityKind.Internal, joined == default ? Activity.Current?.Context ?? default : joined, links: links);
        activity?.SetTag("cloudide.project_id", terminal.ProjectId);
        activity?.SetTag("cloudide.terminal_id", terminal.TerminalId);
        if (record.State == TerminalState.Exited || record.Closing)
        {
            return;
        }

        try
        {
            var need = await services.Activator.EnsureActiveAsync(terminal.ProjectId, CancellationToken.None);
            activity?.SetTag("cloudide.activation", need == ActivationNeed.Send ? "sent" : "not needed");
        }
        catch (WorkspaceUnavailableException e)
        {
            // The feed tries again, and tells the viewer why it waits.
            LogActivationFailed(logger, e, terminal.ProjectId);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
        }
    }
}
