using CloudIde.Emulator.Ecs.Runtime;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>The output of a container without a log configuration, which nobody can see on Fargate.</summary>
internal sealed class DiscardedOutput : IContainerOutput
{
    /// <summary>The one instance.</summary>
    public static DiscardedOutput Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        // Read, so that the container does not wait for a reader.
    }

    /// <inheritdoc/>
    public void Complete()
    {
        // Nothing is held back.
    }
}
