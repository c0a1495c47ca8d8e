using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The revision that was registered.</summary>
public partial class RegisterTaskDefinitionResponse : AmazonWebServiceResponse
{
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public TaskDefinition TaskDefinition { get; set; }
}
