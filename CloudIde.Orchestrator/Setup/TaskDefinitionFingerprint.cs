using System.Globalization;
using System.Text;
using Amazon.ECS.Model;

namespace CloudIde.Orchestrator.Setup;

/// <summary>
/// One text for what a task definition means, made alike from what is to be registered and from what ECS has, so that a
/// revision is registered only when something changed. ECS answers with defaults filled in and lists in any order, so
/// unset, empty and default values leave no trace and named lists are sorted.
/// </summary>
internal static class TaskDefinitionFingerprint
{
    /// <summary>Of a definition that is to be registered.</summary>
    public static string Of(RegisterTaskDefinitionRequest request) => Of(
        request.Family, request.NetworkMode?.Value, request.Cpu, request.Memory, request.ExecutionRoleArn,
        request.TaskRoleArn, request.PidMode?.Value, request.EphemeralStorage?.SizeInGiB, request.RuntimePlatform,
        request.RequiresCompatibilities, request.ContainerDefinitions);

    /// <summary>Of a revision that ECS has.</summary>
    public static string Of(TaskDefinition definition) => Of(
        definition.Family, definition.NetworkMode?.Value, definition.Cpu, definition.Memory, definition.ExecutionRoleArn,
        definition.TaskRoleArn, definition.PidMode?.Value, definition.EphemeralStorage?.SizeInGiB, definition.RuntimePlatform,
        definition.RequiresCompatibilities, definition.ContainerDefinitions);

    private static string Of(
        string? family, string? network, string? cpu, string? memory, string? executionRole, string? taskRole, string? pid,
        int? disk, RuntimePlatform? platform, List<string>? compatibilities, List<ContainerDefinition>? containers)
    {
        var text = new StringBuilder();
        Add(text, "family", family);
        Add(text, "network", network);
        Add(text, "cpu", Size(cpu, "vCPU"));
        Add(text, "memory", Size(memory, "GB"));
        Add(text, "executionRole", executionRole);
        Add(text, "taskRole", taskRole);
        Add(text, "pid", pid);
        Add(text, "disk", disk);
        Add(text, "architecture", platform?.CpuArchitecture?.Value);
        Add(text, "os", platform?.OperatingSystemFamily?.Value);
        AddSorted(text, "compatibility", compatibilities);
        foreach (var container in (containers ?? []).OrderBy(container => container.Name, StringComparer.Ordinal))
        {
            Add(text, container);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, ContainerDefinition container)
    {
        Add(text, "container", container.Name);
        Add(text, "image", container.Image);
        Add(text, "essential", container.Essential ?? true);
        Add(text, "cpu", container.Cpu is 0 ? null : container.Cpu);
        Add(text, "memory", container.Memory);
        Add(text, "memoryReservation", container.MemoryReservation);
        Add(text, "command", container.Command);
        Add(text, "entryPoint", container.EntryPoint);
        Add(text, "workingDirectory", container.WorkingDirectory);
        Add(text, "user", container.User);
        Add(text, "readonlyRoot", container.ReadonlyRootFilesystem ?? false);
        Add(text, "startTimeout", container.StartTimeout);
        Add(text, "stopTimeout", container.StopTimeout);
        AddSorted(text, "env", container.Environment?.Select(pair => $"{pair.Name}={pair.Value}"));
        AddSorted(text, "secret", container.Secrets?.Select(secret => $"{secret.Name}={secret.ValueFrom}"));
        AddSorted(text, "port", container.PortMappings?.Select(port => $"{port.ContainerPort}/{port.Protocol?.Value ?? "tcp"}"));
        AddSorted(text, "ulimit", container.Ulimits?.Select(limit => $"{limit.Name?.Value}={limit.SoftLimit}:{limit.HardLimit}"));
        AddSorted(text, "label", container.DockerLabels?.Select(label => $"{label.Key}={label.Value}"));
        Add(text, "init", container.LinuxParameters?.InitProcessEnabled ?? false);
        AddSorted(text, "addCapability", container.LinuxParameters?.Capabilities?.Add);
        AddSorted(text, "dropCapability", container.LinuxParameters?.Capabilities?.Drop);
        Add(text, container.HealthCheck);
        Add(text, "log", container.LogConfiguration?.LogDriver?.Value);
        AddSorted(text, "logOption", container.LogConfiguration?.Options?.Select(option => $"{option.Key}={option.Value}"));
        AddSorted(text, "logSecret", container.LogConfiguration?.SecretOptions?.Select(secret => $"{secret.Name}={secret.ValueFrom}"));
    }

    /// <summary>With ECS' defaults: 30 s, 5 s, three tries.</summary>
    private static void Add(StringBuilder text, HealthCheck? check)
    {
        if (check?.Command is { Count: > 0 } command)
        {
            Add(text, "healthCommand", command);
            Add(text, "healthInterval", check.Interval ?? 30);
            Add(text, "healthTimeout", check.Timeout ?? 5);
            Add(text, "healthRetries", check.Retries ?? 3);
            Add(text, "healthStart", check.StartPeriod is 0 ? null : check.StartPeriod);
        }
    }

    /// <summary>A size as ECS gives it back: <c>0.5 vCPU</c> are 512 units, <c>1 GB</c> are 1024 MiB.</summary>
    private static string? Size(string? text, string unit)
    {
        var trimmed = text?.Trim();
        return trimmed is not null
            && trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(trimmed[..^unit.Length], NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? ((int)(number * 1024)).ToString(CultureInfo.InvariantCulture)
                : trimmed;
    }

    private static void Add(StringBuilder text, string name, object? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        }
    }

    // The order of a command's words matters.
    private static void Add(StringBuilder text, string name, List<string>? values)
    {
        foreach (var value in values ?? [])
        {
            Add(text, name, (object)value);
        }
    }

    private static void AddSorted(StringBuilder text, string name, IEnumerable<string>? values)
    {
        foreach (var value in (values ?? []).Order(StringComparer.Ordinal))
        {
            Add(text, name, (object)value);
        }
    }
}
