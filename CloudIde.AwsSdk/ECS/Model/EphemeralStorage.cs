namespace Amazon.ECS.Model;

/// <summary>The disk of a task.</summary>
public partial class EphemeralStorage
{
    public int? SizeInGiB { get; set; }
}
