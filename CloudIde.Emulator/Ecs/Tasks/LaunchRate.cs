namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// Fargate's launch rate, from the service quotas: 100 at once, then 20 a second, for each of on-demand and Spot. A call
/// that asks for more than is left is refused whole.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LaunchRate(TimeProvider time)
{
    private const double Burst = 100;
    private const double PerSecond = 20;

    private readonly Lock _lock = new();
    private double _left = Burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes launches.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Whether that many were left.</returns>
    public bool TryTake(int count)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(Burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * PerSecond));
            _at = now;
            if (count > _left)
            {
                return false;
            }

            _left -= count;
            return true;
        }
    }
}
