using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using k8s;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Orchestrator.Kubernetes;

/// <summary>Composes the Kubernetes runtime.</summary>
internal static class KubernetesServices
{
    /// <summary>Longer than any healthy answer; following a log is not bounded by it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Adds worker pods as the tasks of the fleet.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="limits">How many pods there may be, and what one takes.</param>
    public static void AddKubernetesFleet(this IServiceCollection services, KubernetesSettings settings, FleetLimits limits)
    {
        services.AddSingleton(settings);
        services.AddSingleton(limits);

        // In a pod, its service account's token; elsewhere KUBECONFIG or ~/.kube/config, as kubectl does.
        services.TryAddSingleton<IKubernetes>(_ =>
        {
            var configuration = KubernetesClientConfiguration.BuildDefaultConfig();
            configuration.HttpClientTimeout = Timeout;
            return new k8s.Kubernetes(configuration);
        });
        services.AddSingleton<ITaskRuntime, KubernetesTaskRuntime>();
        services.AddSingleton<ITaskLogs, KubernetesTaskLogs>();
    }
}
