namespace Amazon.ECS.Model;

/// <summary>A resource limit of a container.</summary>
public partial class Ulimit
{
    public int? HardLimit { get; set; }

    public UlimitName Name { get; set; }

    public int? SoftLimit { get; set; }
}
