using CloudIde.Core;
using CloudIde.Core.Aws;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.ServiceDefaults;
using CloudIde.Worker.Lifetime;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces;
using CloudIde.Worker.Workspaces.Limits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker;

/// <summary>A terminal worker: takes activations from the queue, restores workspaces and runs their terminals. A test can run it in its own process.</summary>
public sealed partial class WorkerHost : IAsyncDisposable
{
    /// <summary>The environment variable in which ECS gives the address of the task's metadata.</summary>
    private const string MetadataVariable = "ECS_CONTAINER_METADATA_URI_V4";

    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);

    private readonly IHost _host;

    private WorkerHost(IHost host) => _host = host;

    /// <summary>Starts a worker.</summary>
    /// <param name="configure">Adds to or replaces the configuration and services, for tests; null for none.</param>
    /// <param name="arguments">The command line; <c>--SETTING value</c> sets a setting.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The running worker.</returns>
    /// <exception cref="InvalidSettingsException">A setting is invalid; all are listed.</exception>
    /// <exception cref="PlatformNotSupportedException">The worker does not run on this operating system.</exception>
    public static async Task<WorkerHost> StartAsync(
        Action<HostApplicationBuilder>? configure, string[] arguments, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "The CloudIDE worker needs Linux or macOS for its terminals: on Windows, run it in a container or in WSL.");
        }

        var builder = Host.CreateApplicationBuilder(arguments);
        configure?.Invoke(builder);
        builder.AddServiceDefaults("cloudide-worker");
        var settings = SettingsReader.Read(builder.Configuration, WorkerSettings.Read);
        builder.Services.AddSingleton(settings);
        var isolation = WorkspaceIsolation.Decide(settings, IsolationSupport.Current);
        builder.Services.AddSingleton(isolation);
        builder.Services.AddSingleton(await ReadIdentityAsync(settings, builder.Configuration, cancellationToken));
        builder.Services.AddRedis(builder.Configuration, "cloudide-worker");
        builder.Services.AddAws(SettingsReader.Read(builder.Configuration, AwsSettings.Read));
        builder.Services.AddCloudIdeCore();
        builder.Services.AddWorkspaces(settings);

        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        if (isolation.Shortcoming is { } shortcoming)
        {
            LogNotIsolated(host.Services.GetRequiredService<ILogger<WorkerHost>>(), shortcoming);
        }

        return new WorkerHost(host);
    }

    /// <summary>Waits until the worker has ended: it was drained, stopped by a signal, or failed.</summary>
    /// <param name="cancellationToken">Stops the worker in good order.</param>
    /// <returns>A task that ends when every workspace is saved and given up.</returns>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _host.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops the worker in good order.</summary>
    /// <param name="cancellationToken">The end of the caller's patience.</param>
    /// <returns>A task that ends when every workspace is saved and given up.</returns>
    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Shortcoming}", EventName = "NotIsolated")]
    private static partial void LogNotIsolated(ILogger logger, string shortcoming);

    private static async Task<WorkerIdentity> ReadIdentityAsync(
        WorkerSettings settings, IConfiguration configuration, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = MetadataTimeout };
        return await WorkerIdentity.ReadAsync(settings, configuration[MetadataVariable], http, cancellationToken);
    }
}
