using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>The size of a task's own disk, which is told and not enforced.</summary>
internal static class EphemeralStorage
{
    /// <summary>What Fargate gives where nothing is said, in GiB.</summary>
    public const int DefaultGiB = 20;

    // The API reference: 21 to 200 GiB.
    private const int MinGiB = 21;
    private const int MaxGiB = 200;

    /// <summary>Checks <c>ephemeralStorage</c>.</summary>
    /// <param name="input">A task definition or overrides.</param>
    /// <exception cref="AwsServiceException">The size is not one of Fargate's.</exception>
    public static void Check(JsonInput input)
    {
        if (input.Structure("ephemeralStorage") is { } storage && storage.Integer("sizeInGiB") is not (>= MinGiB and <= MaxGiB))
        {
            throw EcsErrors.Client($"The ephemeral storage's sizeInGiB must be between {MinGiB} and {MaxGiB}.");
        }
    }
}
