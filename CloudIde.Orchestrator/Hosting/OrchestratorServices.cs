using Amazon.ECS;
using CloudIde.Core;
using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Kubernetes;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Reporting;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Hosting;

/// <summary>Composes the orchestrator.</summary>
internal static class OrchestratorServices
{
    /// <summary>Adds everything that the scaling loop needs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where Redis' settings come from.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOrchestrator(
        this IServiceCollection services, IConfiguration configuration, OrchestratorSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Ecs);
        services.TryAddSingleton(TimeProvider.System);
        services.AddAws(settings.Aws);
        services.AddRedis(configuration, "cloudide-orchestrator");
        services.AddCloudIdeCore();
        services.AddFleet(settings);
        services.AddScaling();
        return services;
    }

    private static void AddFleet(this IServiceCollection services, OrchestratorSettings settings)
    {
        if (settings.Kubernetes is { } kubernetes)
        {
            services.AddKubernetesFleet(kubernetes, settings.Ecs.Limits);
        }
        else
        {
            services.AddEcsFleet(settings);
        }

        services.AddSingleton<IWorkerFleet, RegisteredWorkerFleet>();
        services.AddSingleton<ILoadSource, QueueLoadSource>();
        services.AddSingleton<ILaunchSequence, RedisLaunchSequence>();
    }

    private static void AddEcsFleet(this IServiceCollection services, OrchestratorSettings settings)
    {
        services.TryAddSingleton<IAmazonECS>(_ => AwsClients.CreateEcs(settings.Aws));
        services.TryAddSingleton(_ => CloudWatchTaskLogs.CreateClient(settings.Aws));
        services.AddSingleton(settings.Logs);
        services.AddSingleton<CloudWatchTaskLogs>();
        services.AddSingleton<EcsTaskRuntime>();
        services.AddSingleton<ITaskRuntime>(provider => provider.GetRequiredService<EcsTaskRuntime>());
        services.AddSingleton<IEndedTasks>(provider => provider.GetRequiredService<EcsTaskRuntime>());
        services.AddSingleton<EndedWorkers>();
        services.AddSingleton<ITaskLogs, EcsTaskLogs>();
    }

    private static void AddScaling(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LeaderLease(
            provider.GetRequiredService<IConnectionMultiplexer>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ILeadership>(provider => provider.GetRequiredService<LeaderLease>());
        services.AddSingleton<LeaderElection>();
        services.AddSingleton(provider => ScalingPolicies.Create(provider.GetRequiredService<OrchestratorSettings>().Policy));
        services.AddSingleton<IDemandStore, RedisDemandStore>();
        services.AddSingleton<IDecisionLog, RedisDecisionLog>();
        services.AddSingleton<ScalingMetrics>();
        services.AddSingleton<FleetReporter>();
        services.AddSingleton<FleetObserver>();
        services.AddSingleton<FleetActuator>();
        services.AddSingleton<ScalingCycle>();
        services.AddSingleton<ScalingLoop>();

        // Stopped in reverse order: the loop first, so that the lease outlives the last thing done under it.
        services.AddHostedService(provider => provider.GetRequiredService<LeaderElection>());
        services.AddHostedService(provider => provider.GetRequiredService<ScalingLoop>());
        services.AddHostedService<ProjectMeter>();
        services.AddHealthChecks().AddCheck<ScalingHealthCheck>("scaling");
    }
}
