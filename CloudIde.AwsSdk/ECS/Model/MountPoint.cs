namespace Amazon.ECS.Model;

/// <summary>A volume that a container sees.</summary>
public partial class MountPoint
{
    public string ContainerPath { get; set; }

    public bool? ReadOnly { get; set; }

    public string SourceVolume { get; set; }
}
