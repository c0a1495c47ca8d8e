using System.Threading.Tasks.Sources;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>A reusable wait without an allocation a wait. Its owner's lock protects it.</summary>
internal sealed class ReadinessWaiter(ReadinessSource source, Interest direction) : IValueTaskSource
{
    // Continuations go to the pool: user code on the loop's thread could hold up every other terminal.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _parked;

    internal ReadinessSource Source => source;

    internal Interest Direction => direction;

    internal ValueTask Park()
    {
        if (_parked)
        {
            throw new InvalidOperationException("Only one wait at a time in each direction.");
        }

        _core.Reset();
        _parked = true;
        return new ValueTask(this, _core.Version);
    }

    internal void Complete()
    {
        if (_parked)
        {
            _parked = false;
            _core.SetResult(true);
        }
    }

    internal void Cancel(CancellationToken cancellationToken)
    {
        if (_parked)
        {
            _parked = false;
            _core.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
