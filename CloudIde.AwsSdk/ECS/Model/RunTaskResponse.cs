using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The tasks that were started, and why others were not.</summary>
public partial class RunTaskResponse : AmazonWebServiceResponse
{
    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Task> Tasks { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
