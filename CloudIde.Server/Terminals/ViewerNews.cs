using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>
/// The control frames that a viewer has not had yet, found by comparing what it was told with what is so now. Nothing
/// queues up for a viewer that does not read.
/// </summary>
/// <param name="viewerId">The viewer in Redis.</param>
/// <param name="connectionId">This connection.</param>
/// <param name="size">The size that the ready frame told.</param>
/// <param name="accepted">How much input the ready frame told to be accepted.</param>
internal sealed class ViewerNews(string viewerId, string connectionId, TerminalSize size, long accepted)
{
    private const int MaxErrors = 4;

    private readonly Queue<string> _errors = [];
    private TerminalSnapshot? _seenSnapshot;
    private WorkspaceStatus? _toldStatus;
    private string? _toldProblem;
    private TerminalSize _toldSize = size;
    private IReadOnlyList<ServerFrame.ViewerName>? _toldViewers;
    private long _accepted = accepted;
    private long _toldAccepted = accepted;
    private int _repeatAccepted;

    /// <summary>Whether another connection of the same viewer seems to have replaced this one.</summary>
    public bool SeemsReplaced { get; private set; }

    /// <summary>Has an error told. When there are very many, the first ones are.</summary>
    /// <param name="message">A sentence for a person.</param>
    public void AddError(string message)
    {
        lock (_errors)
        {
            if (_errors.Count < MaxErrors)
            {
                _errors.Enqueue(message);
            }
        }
    }

    /// <summary>Has accepted input told.</summary>
    /// <param name="upTo">How many bytes, from the first this viewer ever sent.</param>
    /// <returns>How many of them it has not been told of.</returns>
    public long NoteInput(long upTo)
    {
        Volatile.Write(ref _accepted, upTo);
        return upTo - Volatile.Read(ref _toldAccepted);
    }

    /// <summary>Has the accepted input told once more although nothing was added: a sign of life to a viewer that waits.</summary>
    public void RepeatInput() => Volatile.Write(ref _repeatAccepted, 1);

    /// <summary>Finds the next frame to send.</summary>
    /// <param name="snapshot">The terminal.</param>
    /// <param name="workspace">Its workspace.</param>
    /// <returns>The frame, or null when the viewer knows everything.</returns>
    public ServerFrame? Next(TerminalSnapshot snapshot, WorkspaceView workspace) =>
        NextError() ?? NextInput() ?? NextStatus(workspace) ?? NextOfTerminal(snapshot);

    private static string? Describe(WorkspaceStatus status) => status.Message ?? status.State switch
    {
        WorkspaceState.Inactive => "The workspace is stopped.",
        WorkspaceState.Queued => "Waiting for a worker.",
        WorkspaceState.Starting => "A worker is starting the workspace.",
        WorkspaceState.Restoring => "The files are being restored.",
        WorkspaceState.Active => "The workspace is ready.",
        WorkspaceState.Stopping => "The files are being saved.",
        _ => null,
    };

    private ServerFrame? NextError()
    {
        lock (_errors)
        {
            return _errors.TryDequeue(out var message) ? new ServerFrame(ServerFrame.Error) { Message = message } : null;
        }
    }

    private ServerFrame? NextInput()
    {
        var upTo = Volatile.Read(ref _accepted);
        if (upTo == _toldAccepted && (_repeatAccepted == 0 || Interlocked.Exchange(ref _repeatAccepted, 0) == 0))
        {
            return null;
        }

        Volatile.Write(ref _toldAccepted, upTo);
        return new ServerFrame(ServerFrame.InputAck) { Offset = upTo };
    }

    private ServerFrame? NextStatus(WorkspaceView workspace)
    {
        if (workspace.Status != _toldStatus)
        {
            _toldStatus = workspace.Status;
            return new ServerFrame(ServerFrame.Status)
            {
                State = workspace.Status.State.Word(),
                Message = Describe(workspace.Status),
            };
        }

        if (workspace.Problem != _toldProblem)
        {
            _toldProblem = workspace.Problem;
            return _toldProblem is null
                ? null
                : new ServerFrame(ServerFrame.Error) { Message = $"{_toldProblem} Trying again." };
        }

        return null;
    }

    private ServerFrame? NextOfTerminal(TerminalSnapshot snapshot)
    {
        if (snapshot == _seenSnapshot)
        {
            return null;
        }

        if (snapshot.Terminal is { } terminal && terminal.Size != _toldSize)
        {
            _toldSize = terminal.Size;
            return new ServerFrame(ServerFrame.Size) { Cols = terminal.Size.Columns, Rows = terminal.Size.Rows };
        }

        _seenSnapshot = snapshot;
        SeemsReplaced = snapshot.Viewers.Any(viewer => viewer.ViewerId == viewerId && viewer.ConnectionId != connectionId);
        List<ServerFrame.ViewerName> viewers =
        [
            .. snapshot.Viewers
                .OrderBy(viewer => viewer.ViewerId, StringComparer.Ordinal)
                .Select(viewer => new ServerFrame.ViewerName(ViewerIdentity.PublicId(viewer.ViewerId), viewer.Username)),
        ];
        if (_toldViewers is not null && viewers.SequenceEqual(_toldViewers))
        {
            return null;
        }

        _toldViewers = viewers;
        return new ServerFrame(ServerFrame.Viewers) { Attached = viewers };
    }
}
