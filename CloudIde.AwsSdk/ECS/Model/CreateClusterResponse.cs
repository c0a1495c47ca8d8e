using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The cluster.</summary>
public partial class CreateClusterResponse : AmazonWebServiceResponse
{
    public Cluster Cluster { get; set; }
}
