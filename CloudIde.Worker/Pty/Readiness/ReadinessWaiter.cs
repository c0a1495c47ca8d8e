using System.Threading.Tasks.Sources;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// A reusable wait without an allocation a wait. Its source sees to it that each <see cref="Park"/> is followed by exactly one
/// <see cref="Complete"/> or <see cref="Cancel"/>.
/// </summary>
internal sealed class ReadinessWaiter(ReadinessSource source, Interest direction) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    internal ReadinessSource Source => source;

    internal Interest Direction => direction;

    internal ValueTask Park()
    {
        _core.Reset();
        return new ValueTask(this, _core.Version);
    }

    internal void Complete(bool runHere)
    {
        _core.RunContinuationsAsynchronously = !runHere;
        _core.SetResult(true);
    }

    internal void Cancel(CancellationToken cancellationToken)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(new OperationCanceledException(cancellationToken));
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
