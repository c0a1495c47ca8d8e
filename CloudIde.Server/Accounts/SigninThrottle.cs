using System.Net;
using System.Threading.RateLimiting;
using CloudIde.Server.Metadata;

namespace CloudIde.Server.Accounts;

/// <summary>
/// Slows down guessing one account's password: past a number of wrong ones, an address waits before it may try that
/// account again. Keyed by both, so that nobody can lock another person out from elsewhere.
/// </summary>
/// <remarks>Kept by each server for itself: with N servers, N times as many guesses, which is as good.</remarks>
internal sealed class SigninThrottle : IDisposable
{
    /// <summary>Wrong passwords in one <see cref="Window"/> before the wait for its end begins.</summary>
    public const int Limit = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    // Not a token bucket: that counts in fractions, and a hundredth of a token already passes the question below.
    private readonly PartitionedRateLimiter<(string Account, IPAddress? Address)> _failures =
        PartitionedRateLimiter.Create<(string Account, IPAddress? Address), (string, IPAddress?)>(static key =>
            RateLimitPartition.GetFixedWindowLimiter(key, static _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = Limit,
                Window = Window,
                QueueLimit = 0,
            }));

    /// <summary>Whether the account may be tried from the address now.</summary>
    /// <param name="login">The name or e-mail address that was typed.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="retryAfter">How long to wait at most, otherwise.</param>
    /// <returns>Whether it may.</returns>
    public bool MayTry(string login, IPAddress? address, out TimeSpan retryAfter)
    {
        // Zero permits are granted as long as one is left.
        using var lease = _failures.AttemptAcquire((LoginKey.Of(login), address), 0);
        retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        return lease.IsAcquired;
    }

    /// <summary>Counts a wrong password.</summary>
    /// <param name="login">The name or e-mail address that was typed.</param>
    /// <param name="address">Where the request comes from.</param>
    public void CountFailure(string login, IPAddress? address) =>
        _failures.AttemptAcquire((LoginKey.Of(login), address)).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _failures.Dispose();
}
