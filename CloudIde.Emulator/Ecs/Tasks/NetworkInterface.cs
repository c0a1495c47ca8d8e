namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>The network interface a task would have. The addresses are made up: the task shares this machine's network.</summary>
/// <param name="AttachmentId">The attachment's id.</param>
/// <param name="InterfaceId">The interface's id.</param>
/// <param name="Subnet">The subnet, one of the request's.</param>
/// <param name="MacAddress">The MAC address.</param>
/// <param name="Address">The IPv4 address.</param>
internal sealed record NetworkInterface(
    string AttachmentId,
    string InterfaceId,
    string Subnet,
    string MacAddress,
    string Address)
{
    /// <summary>The name that the address would have.</summary>
    public string PrivateDnsName => $"ip-{Address.Replace('.', '-')}.ec2.internal";
}
