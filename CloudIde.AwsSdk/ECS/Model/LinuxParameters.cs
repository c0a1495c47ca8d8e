namespace Amazon.ECS.Model;

/// <summary>Linux-specific options of a container.</summary>
public partial class LinuxParameters
{
    public KernelCapabilities Capabilities { get; set; }

    public bool? InitProcessEnabled { get; set; }

    public int? MaxSwap { get; set; }

    public int? SharedMemorySize { get; set; }

    public int? Swappiness { get; set; }
}
