using System.Globalization;
using CloudIde.Orchestrator.Settings;
using k8s.Models;

namespace CloudIde.Orchestrator.Kubernetes;

/// <summary>The pod of one worker.</summary>
internal static class WorkerPod
{
    /// <summary>The label and value by which the pods of this fleet are found. The namespace keeps fleets apart.</summary>
    public const string Selector = "app.kubernetes.io/managed-by=cloudide-orchestrator";

    /// <summary>The label that names the launch that made a pod.</summary>
    public const string LaunchLabel = "cloudide.dev/launch";

    /// <summary>The annotation that says how many pods the launch was to make.</summary>
    public const string CountAnnotation = "cloudide.dev/launch-count";

    private const string Container = "cloudide-worker";

    /// <summary>As long as on Fargate: what a worker needs to save its workspaces and hand them over.</summary>
    private const long GraceSeconds = 120;

    /// <summary>Describes the pod.</summary>
    /// <param name="name">Its name, which is also its worker's.</param>
    /// <param name="launch">The launch that makes it.</param>
    /// <param name="count">How many pods the launch makes.</param>
    /// <param name="settings">What it runs, and where.</param>
    /// <param name="slots">How many workspaces its worker takes.</param>
    /// <returns>The pod.</returns>
    public static V1Pod Create(string name, string launch, int count, KubernetesSettings settings, int slots) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = settings.Namespace,
            Labels = new Dictionary<string, string>
            {
                ["app.kubernetes.io/name"] = Container,
                ["app.kubernetes.io/part-of"] = "cloudide",
                ["app.kubernetes.io/managed-by"] = "cloudide-orchestrator",
                [LaunchLabel] = launch,
            },
            Annotations = new Dictionary<string, string>
            {
                [CountAnnotation] = count.ToString(CultureInfo.InvariantCulture),

                // A cluster autoscaler that removes its node would take the work with it.
                ["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "false",
            },
        },
        Spec = new V1PodSpec
        {
            ServiceAccountName = settings.ServiceAccount,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,

            // A worker that ends has drained; one that fails is replaced by the orchestrator, which also sees that it fails again.
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = GraceSeconds,
            Containers = [CreateContainer(settings, slots)],
        },
    };

    private static V1Container CreateContainer(KubernetesSettings settings, int slots)
    {
        var memory = new ResourceQuantity(settings.MemoryGb.ToString(CultureInfo.InvariantCulture) + "Gi");
        return new V1Container
        {
            Name = Container,
            Image = settings.WorkerImage,
            ImagePullPolicy = "IfNotPresent",
            EnvFrom =
            [
                new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = settings.ConfigMap } },
                new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = settings.Secret } },
            ],
            Env =
            [
                // The worker's name is its pod's, so that both can be matched, as a task's is on ECS.
                new V1EnvVar
                {
                    Name = "WORKER_ID",
                    ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.name" } },
                },
                new V1EnvVar { Name = "ECS_MESSAGES_PER_TASK", Value = slots.ToString(CultureInfo.InvariantCulture) },
            ],
            Resources = new V1ResourceRequirements
            {
                // No limit of CPU: what a node has left over makes a shell quicker and takes nothing from anybody.
                Requests = new Dictionary<string, ResourceQuantity>
                {
                    ["cpu"] = new(string.Create(CultureInfo.InvariantCulture, $"{settings.Vcpu * 1000:0}m")),
                    ["memory"] = memory,
                },
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = memory },
            },
        };
    }
}
