using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudIde.Worker.Lifetime;

/// <summary>
/// Ends the worker when the process that emulates Fargate has died without stopping it, so that a killed local run leaves
/// nothing behind. On AWS no parent is set and nothing is watched.
/// </summary>
internal sealed partial class OrphanWatch(
    WorkerSettings settings,
    IHostApplicationLifetime lifetime,
    IOptions<HostOptions> host,
    TimeProvider time,
    ILogger<OrphanWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.ParentProcessId is not { } parent)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (!IsAlive(parent))
            {
                LogOrphaned(parent);

                // Redis and S3 went with the parent, so there is nothing to wait for long.
                host.Value.ShutdownTimeout = Patience;
                lifetime.StopApplication();
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The process {ParentProcessId} that started this worker is gone, so the worker ends.", EventName = "Orphaned")]
    private partial void LogOrphaned(int parentProcessId);
}
