using Microsoft.Extensions.Time.Testing;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>A wall clock that can be set, over a monotonic one that cannot, as on any machine.</summary>
internal sealed class JumpingTime(FakeTimeProvider inner) : TimeProvider
{
    public TimeSpan Jump { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Jump;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
