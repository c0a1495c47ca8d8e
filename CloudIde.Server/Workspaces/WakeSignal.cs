using System.Threading.Channels;

namespace CloudIde.Server.Workspaces;

/// <summary>
/// Wakes a loop that looks at everything when it runs. Setting it while the loop is busy makes it run once more; setting
/// it often counts once.
/// </summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel;

    /// <summary>Creates the signal, not set.</summary>
    /// <param name="runInline">
    /// Whether the loop goes on within <see cref="Set"/>, up to where it waits next. That saves a thread switch for each
    /// message, and is right only for a loop that never blocks and callers that hold no lock.
    /// </param>
    public WakeSignal(bool runInline = false)
    {
        _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            SingleReader = true,
            AllowSynchronousContinuations = runInline,
        });
    }

    /// <summary>Wakes the loop.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Ends the loop: it runs through what it has to do once more, and then <see cref="WaitAsync"/> answers false.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Waits until it is set. One caller at a time.</summary>
    /// <returns>False when it was completed.</returns>
    public async ValueTask<bool> WaitAsync()
    {
        if (!_channel.Reader.TryRead(out _) && !await _channel.Reader.WaitToReadAsync())
        {
            return false;
        }

        _channel.Reader.TryRead(out _);
        return true;
    }
}
