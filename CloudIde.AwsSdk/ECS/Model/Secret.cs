namespace Amazon.ECS.Model;

/// <summary>An environment variable whose value is kept in Secrets Manager.</summary>
public partial class Secret
{
    public string Name { get; set; }

    public string ValueFrom { get; set; }
}
