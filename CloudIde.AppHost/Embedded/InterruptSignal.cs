using System.Runtime.InteropServices;

namespace CloudIde.AppHost.Embedded;

/// <summary>
/// Ctrl-C or SIGTERM. The first one asks for a stop in good order, the second one ends the process at once, as the default
/// handling would have.
/// </summary>
internal sealed class InterruptSignal : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly TaskCompletionSource _task = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations;

    /// <summary>Starts to listen.</summary>
    public InterruptSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),

        // A closed terminal window must not leave workers behind either.
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>Cancelled with the first signal.</summary>
    public CancellationToken Token => _requested.Token;

    /// <summary>Ends with the first signal.</summary>
    public Task Requested => _task.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _requested.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Not cancelled the second time: the process then ends as it would have without us.
        context.Cancel = _task.TrySetResult();
        if (context.Cancel)
        {
            _requested.Cancel();
        }
    }
}
