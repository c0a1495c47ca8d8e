namespace Amazon.ECS.Model;

/// <summary>A port of a container.</summary>
public partial class PortMapping
{
    public ApplicationProtocol AppProtocol { get; set; }

    public int? ContainerPort { get; set; }

    public string ContainerPortRange { get; set; }

    public int? HostPort { get; set; }

    public string Name { get; set; }

    public TransportProtocol Protocol { get; set; }
}
