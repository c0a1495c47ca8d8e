namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Receives one of a container's output streams. Called by one thread at a time; to block is to hold up the container.</summary>
internal interface IContainerOutput
{
    /// <summary>Takes bytes.</summary>
    /// <param name="bytes">The bytes; any number of lines, cut anywhere.</param>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Says that no more will come.</summary>
    void Complete();
}
