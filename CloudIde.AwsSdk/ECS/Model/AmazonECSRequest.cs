using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The base of all ECS requests.</summary>
public partial class AmazonECSRequest : AmazonWebServiceRequest
{
}
