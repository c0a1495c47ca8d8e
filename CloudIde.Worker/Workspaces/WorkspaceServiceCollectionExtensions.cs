using CloudIde.Worker.Activations;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Lifetime;
using CloudIde.Worker.Workspaces.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudIde.Worker.Workspaces;

/// <summary>Adds what takes activations and runs workspaces.</summary>
internal static class WorkspaceServiceCollectionExtensions
{
    /// <summary>Adds the worker's loops.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddWorkspaces(this IServiceCollection services, WorkerSettings settings)
    {
        services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = settings.StopTimeout;

            // A loop that died must not leave a worker that looks alive.
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        services.AddSingleton<WorkerState>();
        services.AddSingleton<ActivationKeeper>();
        services.AddSingleton<ActivationEnds>();
        services.AddSingleton<CommandServices>();
        services.AddSingleton<CommandIntake>();
        services.AddSingleton<WorkspaceFactory>();
        services.AddSingleton<WorkspaceRunner>();

        // Stopped in reverse order: first no more activations and every workspace saved, then the registration removed.
        services.AddHostedService<WorkerHeartbeat>();
        services.AddHostedService<OrphanWatch>();
        services.AddSingleton<LimitWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LimitWatch>());
        services.AddHostedService<LeftFolders>();
        services.AddHostedService<ActivationReceiver>();
        return services;
    }
}
