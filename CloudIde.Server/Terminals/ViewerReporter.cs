using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Terminals;

/// <summary>
/// What the worker and other servers learn of one viewer: that it is there, its size, and what it has shown. A loop of its
/// own, so that neither output nor input waits for it; only the latest is told, however fast it changes.
/// </summary>
internal sealed partial class ViewerReporter
{
    /// <summary>How often what is outstanding is told again, since a message to the worker may be lost.</summary>
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(1);

    /// <summary>Acknowledgements go out at this much, which is well below the worker's window; less waits for the next repetition.</summary>
    private const int MaxAcknowledgementStep = 64 * 1024;

    private readonly WakeSignal _wake = new();
    private readonly ViewerIdentity _identity;
    private readonly TerminalFeed _feed;
    private readonly ViewerServices _services;
    private readonly int _step;
    private readonly Lock _lock = new();
    private TerminalSize? _size;
    private long _acknowledged;
    private long _told = -1;
    private bool _repeat = true;
    private bool _check;

    public ViewerReporter(ViewerIdentity identity, TerminalFeed feed, ViewerServices services)
    {
        _identity = identity;
        _feed = feed;
        _services = services;
        _step = Math.Min(MaxAcknowledgementStep, services.Settings.ViewerWindow / 8);
    }

    /// <summary>Tells how much the viewer can show.</summary>
    /// <param name="size">A valid size.</param>
    public void Resize(TerminalSize size)
    {
        lock (_lock)
        {
            _size = size;
        }

        _wake.Set();
    }

    /// <summary>Tells what the viewer has shown.</summary>
    /// <param name="offset">The offset behind the last byte.</param>
    public void NoteAcknowledged(long offset)
    {
        Volatile.Write(ref _acknowledged, offset);
        if (Math.Abs(offset - Volatile.Read(ref _told)) >= _step)
        {
            _wake.Set();
        }
    }

    /// <summary>Finds out whether another connection has replaced this one.</summary>
    public void CheckReplaced()
    {
        Volatile.Write(ref _check, true);
        _wake.Set();
    }

    /// <summary>Ends the loop; the viewer is then removed.</summary>
    public void Stop() => _wake.Complete();

    /// <summary>Reports until it is stopped or replaced.</summary>
    /// <param name="start">The offset from which on the viewer gets output.</param>
    /// <returns>True when another connection has replaced this one.</returns>
    public async Task<bool> RunAsync(long start)
    {
        Volatile.Write(ref _acknowledged, start);
        _wake.Set();
        await using var timer = _services.Time.CreateTimer(_ => Repeat(), state: null, RepeatInterval, RepeatInterval);
        var presence = new Presence();
        var replaced = false;
        while (!replaced && await _wake.WaitAsync())
        {
            try
            {
                replaced = !await ReportPresenceAsync(presence);
                await ReportAcknowledgementAsync();
                presence.Failing = false;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // The next repetition tries again.
                LogReportFailed(
                    _services.Logger, e, _identity.Terminal, _identity.ViewerId, presence.Failing ? LogLevel.Debug : LogLevel.Warning);
                presence.Failing = true;
            }
        }

        if (!replaced)
        {
            await RemoveAsync();
        }

        return replaced;
    }

    private void Repeat()
    {
        Volatile.Write(ref _repeat, true);
        _wake.Set();
    }

    private async Task<bool> ReportPresenceAsync(Presence presence)
    {
        TerminalSize? size;
        lock (_lock)
        {
            size = _size;
        }

        var viewer = new TerminalViewer(
            _identity.ViewerId, _identity.Username, _identity.CanWrite, size, default, _identity.ConnectionId);
        var check = Volatile.Read(ref _check);
        if (!presence.Attached)
        {
            await _services.Viewers.AttachAsync(_identity.Terminal, viewer);
            presence.Attached = true;
        }
        else if (size != presence.Size || check
            || _services.Time.GetElapsedTime(presence.RenewedAt) >= TerminalViewers.RenewInterval)
        {
            Volatile.Write(ref _check, false);
            if (!await _services.Viewers.UpdateAsync(_identity.Terminal, viewer, tell: size != presence.Size))
            {
                return false;
            }
        }
        else
        {
            return true;
        }

        presence.Size = size;
        presence.RenewedAt = _services.Time.GetTimestamp();
        return true;
    }

    private async Task ReportAcknowledgementAsync()
    {
        var offset = Volatile.Read(ref _acknowledged);
        var due = Math.Abs(offset - _told) >= _step;
        if (Volatile.Read(ref _repeat))
        {
            Volatile.Write(ref _repeat, false);
            due |= offset != _told || offset < _feed.Head;
        }

        if (due)
        {
            await _services.Channels.AcknowledgeAsync(_identity.Terminal, _identity.ViewerId, offset);
            Volatile.Write(ref _told, offset);
        }
    }

    private async Task RemoveAsync()
    {
        try
        {
            await _services.Viewers.RemoveAsync(_identity.Terminal, _identity.ViewerId, _identity.ConnectionId);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogReportFailed(_services.Logger, e, _identity.Terminal, _identity.ViewerId, LogLevel.Debug);
        }
    }

    /// <summary>What was told last.</summary>
    private sealed class Presence
    {
        public bool Attached { get; set; }

        public bool Failing { get; set; }

        public TerminalSize? Size { get; set; }

        public long RenewedAt { get; set; }
    }
}
