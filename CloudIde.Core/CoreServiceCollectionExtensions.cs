using CloudIde.Core.Activations;
using CloudIde.Core.Commands;
using CloudIde.Core.Files;
using CloudIde.Core.Operations;
using CloudIde.Core.Scaling;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Core;

/// <summary>Adds what servers, workers and the orchestrator share.</summary>
public static class CoreServiceCollectionExtensions
{
    /// <summary>Adds the shared state in Redis and the queue. Needs <c>AddRedis</c> and <c>AddAws</c>.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCloudIdeCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ActivationCounters>();
        services.AddSingleton<ActivationQueue>();
        services.AddSingleton<ActiveWorkspaces>();
        services.AddSingleton<FileChangeChannel>();
        services.AddSingleton<CommandDirectory>();
        services.AddSingleton<CommandOutputLog>();
        services.AddSingleton<CommandRuns>();
        services.AddSingleton<CommandSubmitter>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<OperationsRecords>();
        services.AddSingleton<ProjectSpendRecords>();
        services.AddSingleton<ScalingNudge>();
        services.AddSingleton<TerminalChannels>();
        services.AddSingleton<TerminalDirectory>();
        services.AddSingleton<TerminalInputLog>();
        services.AddSingleton<TerminalOutputLog>();
        services.AddSingleton<TerminalCheckpoints>();
        services.AddSingleton<TerminalViewers>();
        services.AddSingleton<WorkerRegistry>();
        services.AddSingleton<WorkspaceDirectory>();
        services.AddSingleton<WorkspaceHolders>();
        services.AddSingleton<WorkspaceKeeping>();
        return services;
    }
}
