namespace Amazon.ECS.Model;

/// <summary>A kernel parameter of a container.</summary>
public partial class SystemControl
{
    public string Namespace { get; set; }

    public string Value { get; set; }
}
