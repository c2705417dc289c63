using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>What a teacher says of a batch.</summary>
/// <param name="Scores">[n, classes]; of no meaning for networks that are no classifiers.</param>
/// <param name="Outputs">All outputs.</param>
/// <param name="Features">The values that the student's are to agree with.</param>
internal sealed record TeacherAnswers(torch.Tensor Scores, ImmutableArray<torch.Tensor> Outputs, ImmutableArray<torch.Tensor> Features);
