using CloudIde.Core.Settings;

namespace CloudIde.Orchestrator.Settings;

/// <summary>Where worker pods run, for <c>ORCHESTRATOR_RUNTIME=kubernetes</c>. How many there may be is in <see cref="EcsSettings.Limits"/>.</summary>
public sealed record KubernetesSettings
{
    /// <summary>The namespace, unless <c>K8S_NAMESPACE</c> is set.</summary>
    public const string DefaultNamespace = "cloudide-workers";

    /// <summary>The image, unless <c>K8S_WORKER_IMAGE</c> is set.</summary>
    public const string DefaultImage = "cloudide-worker:latest";

    /// <summary><c>K8S_NAMESPACE</c>: where the pods are.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>K8S_WORKER_IMAGE</c>: what they run. Another image rolls out: new pods run it, old ones drain.</summary>
    public required string WorkerImage { get; init; }

    /// <summary><c>K8S_WORKER_SERVICE_ACCOUNT</c>: whose rights they have, <c>cloudide-worker</c> unless set.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary><c>K8S_WORKER_CONFIG</c>: the config map with the workers' settings, <c>cloudide-worker</c> unless set.</summary>
    public required string ConfigMap { get; init; }

    /// <summary><c>K8S_WORKER_SECRET</c>: the secret with the workers' passwords, <c>cloudide-secrets</c> unless set.</summary>
    public required string Secret { get; init; }

    /// <summary><c>TASK_VCPU</c>: the CPUs that a pod asks for.</summary>
    public required double Vcpu { get; init; }

    /// <summary><c>TASK_MEMORY_GB</c>: the memory that a pod asks for and may take, in GB.</summary>
    public required double MemoryGb { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <param name="vcpu">The CPUs of a task.</param>
    /// <param name="memoryGb">The memory of a task.</param>
    /// <returns>The settings.</returns>
    public static KubernetesSettings Read(SettingsReader reader, double vcpu, double memoryGb)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new KubernetesSettings
        {
            Namespace = ReadName(reader, "K8S_NAMESPACE", DefaultNamespace),
            WorkerImage = reader.Text("K8S_WORKER_IMAGE", DefaultImage),
            ServiceAccount = ReadName(reader, "K8S_WORKER_SERVICE_ACCOUNT", "cloudide-worker"),
            ConfigMap = ReadName(reader, "K8S_WORKER_CONFIG", "cloudide-worker"),
            Secret = ReadName(reader, "K8S_WORKER_SECRET", "cloudide-secrets"),
            Vcpu = vcpu,
            MemoryGb = memoryGb,
        };
    }

    // Kubernetes would say so too, but only with the first pod.
    private static string ReadName(SettingsReader reader, string name, string fallback)
    {
        var value = reader.Text(name, fallback);
        if (value.Length > 63 || !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            || value[0] == '-' || value[^1] == '-')
        {
            reader.Reject(name, value, $"a name of up to 63 lower-case letters, digits and hyphens, such as {fallback}");
        }

        return value;
    }
}
