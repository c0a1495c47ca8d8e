using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret, without its value.</summary>
public partial class DescribeSecretResponse : AmazonWebServiceResponse
{
    public string ARN { get; set; }

    public DateTime? CreatedDate { get; set; }

    public DateTime? DeletedDate { get; set; }

    public string Description { get; set; }

    public string KmsKeyId { get; set; }

    public DateTime? LastAccessedDate { get; set; }

    public DateTime? LastChangedDate { get; set; }

    public DateTime? LastRotatedDate { get; set; }

    public string Name { get; set; }

    public bool? RotationEnabled { get; set; }

    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public Dictionary<string, List<string>> VersionIdsToStages { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
