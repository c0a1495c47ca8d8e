using System.Diagnostics;
using Xunit;

namespace CloudIde.Tests.Core;

/// <summary>Waits for what another process or task brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static Task TrueAsync(Func<bool> condition, string? what = null) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string? what = null, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (limit ?? Limit), $"did not happen in time: {what ?? "the expected state"}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
