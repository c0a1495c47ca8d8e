using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>Checks what RegisterTaskDefinition is given, and fills in what AWS fills in.</summary>
internal static partial class TaskDefinitionReader
{
    private const string Fargate = "FARGATE";

    private static readonly string[] CopiedMembers =
    [
        "taskRoleArn", "executionRoleArn", "pidMode", "ipcMode", "proxyConfiguration", "inferenceAccelerators",
        "ephemeralStorage", "runtimePlatform", "enableFaultInjection",
    ];

    private static readonly string[] CopiedLists = ["volumes", "placementConstraints"];

    /// <summary>Reads a request.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The family, and the document without ARN and revision.</returns>
    /// <exception cref="AwsServiceException">AWS would refuse it, or it asks for what the emulator lacks.</exception>
    public static (string Family, JsonElement Document) Read(JsonInput input)
    {
        var family = input.Text("family") ?? "";
        if (!FamilyPattern().IsMatch(family))
        {
            throw EcsErrors.Client(family.Length == 0
                ? "Family can not be blank."
                : "Family contains invalid characters. Up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores are allowed.");
        }

        var items = input.Structures("containerDefinitions") ?? [];
        var containers = items.Select(ContainerDefinition.Read).ToList();
        var requires = input.Texts("requiresCompatibilities") ?? [];
        if (requires.FirstOrDefault(item => item is not ("EC2" or Fargate or "EXTERNAL" or "MANAGED_INSTANCES")) is { } unknown)
        {
            throw EcsErrors.Client($"requiresCompatibilities value {unknown} should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES].");
        }

        KeptMembers.CheckDefinition(input);
        EphemeralStorage.Check(input);
        foreach (var item in items)
        {
            KeptMembers.CheckContainer(item);
        }

        ContainerChecks.Check(items, containers);
        var onFargate = requires.Contains(Fargate);
        var (cpu, memory) = ReadSize(input, onFargate);
        if (onFargate)
        {
            CheckFargate(input, containers);
        }

        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("containerDefinitions");
            foreach (var item in items)
            {
                ContainerDocument.Write(writer, item);
            }

            writer.WriteEndArray();
            writer.WriteString("family", family);
            writer.WriteOptional("networkMode", input.Text("networkMode"));
            writer.WriteOptional("cpu", cpu);
            writer.WriteOptional("memory", memory);
            WriteRest(writer, input, requires, onFargate || (requires.Count == 0 && input.Text("networkMode") == "awsvpc" && cpu is not null));
            writer.WriteEndObject();
        }

        return (family, JsonElement.Parse(buffer.WrittenSpan));
    }

    /// <summary>Checks a task's size on Fargate.</summary>
    /// <param name="cpu">CPU units as text.</param>
    /// <param name="memory">MiB as text.</param>
    /// <returns>Both in AWS's plain form.</returns>
    public static (string Cpu, string Memory) CheckSize(string? cpu, string? memory)
    {
        var units = FargateSize.ParseCpu(cpu ?? throw EcsErrors.Client("Fargate requires that 'cpu' be defined at the task level."))
            ?? throw EcsErrors.Client($"Invalid 'cpu' setting for task. '{cpu}' is not a number of CPU units.");
        var mebibytes = FargateSize.ParseMemory(memory ?? throw EcsErrors.Client("Fargate requires that 'memory' be defined at the task level."))
            ?? throw EcsErrors.Client($"Invalid 'memory' setting for task. '{memory}' is not a number of MiB.");
        return FargateSize.Exists(units, mebibytes)
            ? (units.ToString(CultureInfo.InvariantCulture), mebibytes.ToString(CultureInfo.InvariantCulture))
            : throw EcsErrors.Client(
                $"No Fargate configuration exists for given values: {units} CPU, {mebibytes} memory. See the Amazon ECS documentation for the valid values.");
    }

    private static (string? Cpu, string? Memory) ReadSize(JsonInput input, bool onFargate)
    {
        var cpu = input.Text("cpu");
        var memory = input.Text("memory");
        if (onFargate)
        {
            return CheckSize(cpu, memory);
        }

        return (cpu is null ? null : Plain(FargateSize.ParseCpu(cpu), "cpu"), memory is null ? null : Plain(FargateSize.ParseMemory(memory), "memory"));

        static string Plain(int? size, string name) => size?.ToString(CultureInfo.InvariantCulture)
            ?? throw EcsErrors.Client($"Invalid '{name}' setting for task.");
    }

    private static void CheckFargate(JsonInput input, List<ContainerDefinition> containers)
    {
        if (input.Text("networkMode") is not "awsvpc")
        {
            throw EcsErrors.Client("Fargate only supports network mode ‘awsvpc’.");
        }

        FargateLimits.Check(input);

        if (input.Has("executionRoleArn"))
        {
            return;
        }

        if (containers.Exists(container => container.LogOptions is not null))
        {
            throw EcsErrors.Client("Fargate requires task definition to have execution role ARN to support log driver awslogs.");
        }

        if (containers.Exists(container => container.Image.Contains(".dkr.ecr.", StringComparison.Ordinal)))
        {
            throw EcsErrors.Client("Fargate requires task definition to have execution role ARN to support ECR images.");
        }

        if (containers.Exists(container => container.Secrets.Count > 0))
        {
            throw EcsErrors.Client("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.");
        }
    }

    private static void WriteRest(Utf8JsonWriter writer, JsonInput input, IReadOnlyList<string> requires, bool fargate)
    {
        foreach (var member in CopiedMembers)
        {
            if (input.Has(member))
            {
                writer.WritePropertyName(member);
                input.Element.GetProperty(member).WriteTo(writer);
            }
        }

        foreach (var member in CopiedLists)
        {
            writer.WriteStartArray(member);
            foreach (var item in input.Structures(member) ?? [])
            {
                item.Element.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteTexts("compatibilities", fargate ? ["EC2", Fargate] : ["EC2"]);
        if (requires.Count > 0)
        {
            writer.WriteTexts("requiresCompatibilities", requires);
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex FamilyPattern();
}
