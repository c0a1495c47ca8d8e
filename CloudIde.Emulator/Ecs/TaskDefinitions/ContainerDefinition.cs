using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>What the emulated Fargate needs of a container's definition; the rest is kept and given back.</summary>
internal sealed record ContainerDefinition
{
    /// <summary>How long a container has between SIGTERM and SIGKILL where its definition does not say.</summary>
    public static readonly TimeSpan DefaultStopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The container's name.</summary>
    public required string Name { get; init; }

    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>Whether the task ends with it.</summary>
    public bool Essential { get; init; } = true;

    /// <summary>Replaces the image's entry point.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>Arguments behind the entry point.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Variables.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Variables whose values are secrets, with the secrets' names or ARNs.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Secrets { get; init; } = [];

    /// <summary>The options of the awslogs driver, or null when output goes nowhere.</summary>
    public IReadOnlyDictionary<string, string>? LogOptions { get; init; }

    /// <summary>Containers that start before it.</summary>
    public IReadOnlyList<string> StartsAfter { get; init; } = [];

    /// <summary>The time between SIGTERM and SIGKILL.</summary>
    public TimeSpan StopTimeout { get; init; } = DefaultStopTimeout;

    /// <summary>CPU units of the container, 0 when it has no share of its own.</summary>
    public int Cpu { get; init; }

    /// <summary>MiB the container may use, or null.</summary>
    public int? Memory { get; init; }

    /// <summary>MiB kept for the container, or null.</summary>
    public int? MemoryReservation { get; init; }

    /// <summary>The user that its program runs as; null for the image's.</summary>
    public string? User { get; init; }

    /// <summary>Its working directory; null for the image's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it may not write into its own file system.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Reads a definition.</summary>
    /// <param name="input">An item of <c>containerDefinitions</c>.</param>
    /// <returns>The definition.</returns>
    public static ContainerDefinition Read(JsonInput input) => new()
    {
        Name = input.Text("name") ?? "",
        Image = input.Text("image") ?? "",
        Essential = input.Flag("essential") ?? true,
        EntryPoint = input.Texts("entryPoint"),
        Command = input.Texts("command"),
        Environment = ReadPairs(input, "environment", "value"),
        Secrets = ReadPairs(input, "secrets", "valueFrom"),
        LogOptions = input.Structure("logConfiguration") is { } log
            ? log.Map("options") ?? new Dictionary<string, string>()
            : null,
        StartsAfter = [.. (input.Structures("dependsOn") ?? []).Select(item => item.Text("containerName") ?? "")],
        StopTimeout = input.Integer("stopTimeout") is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultStopTimeout,
        Cpu = input.Integer("cpu") ?? 0,
        Memory = input.Integer("memory"),
        MemoryReservation = input.Integer("memoryReservation"),
        User = input.Text("user"),
        WorkingDirectory = input.Text("workingDirectory"),
        IsReadOnly = input.Flag("readonlyRootFilesystem") ?? false,
    };

    /// <summary>Reads a list of names with values.</summary>
    /// <param name="input">The object that has the list.</param>
    /// <param name="member">The list.</param>
    /// <param name="value">The member of an item that holds its value.</param>
    /// <returns>The pairs.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadPairs(JsonInput input, string member, string value) =>
        [.. (input.Structures(member) ?? []).Select(item => KeyValuePair.Create(item.Text("name") ?? "", item.Text(value) ?? ""))];

    /// <summary>Reads the containers of a definition's document.</summary>
    /// <param name="document">The document.</param>
    /// <returns>The containers.</returns>
    public static IReadOnlyList<ContainerDefinition> ReadAll(JsonElement document) =>
        [.. (new JsonInput(document).Structures("containerDefinitions") ?? []).Select(Read)];
}
