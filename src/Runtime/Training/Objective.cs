using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>What a run minimizes, compiled: the student's answers against labels, targets and the teacher.</summary>
internal sealed class Objective
{
    private readonly Graph graph;
    private readonly TrainingRequest request;
    private readonly torch.Device device;
    private readonly FetchList fetch = new();
    private readonly int scores;
    private readonly int answer;
    private readonly ImmutableArray<int> features;
    private readonly ImmutableArray<int> outputs;
    private readonly TorchProgram student;
    private readonly TeacherProgram? teacher;

    public Objective(Graph graph, TrainingRequest request, TeacherProgram? teacher, torch.Device device)
    {
        (this.graph, this.request, this.teacher, this.device) = (graph, request, teacher, device);
        var pairs = request.Teacher is { FeatureWeight: > 0 } ? request.Teacher.Features : [];
        scores = fetch.Add(Logits.Of(graph));
        answer = fetch.Add(graph.Outputs[0].Value);
        outputs = request.Teacher is { Regression: true, Weight: > 0 } ? fetch.AddAll(graph.Outputs.Select(output => output.Value)) : [];
        features = fetch.AddAll(pairs.Select(pair => pair.Student));
        student = TorchProgram.Compile(graph, fetch.Values, request.Gates?.Units ?? []);
    }

    /// <summary>The values the loss is made from: only what leads to them is trained.</summary>
    public ImmutableArray<Value> Fetch => fetch.Values;

    private TrainingRecipe Recipe => request.Recipe;

    private double HardWeight => 1 - (request.Teacher?.Weight ?? 0);

    /// <summary>The loss of one step, a scalar that gradients can be taken of.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="step">From 0; samples are mixed by it.</param>
    /// <param name="gates">Where there are some.</param>
    /// <param name="isAgain">Whether running statistics have had this batch already.</param>
    /// <exception cref="DiagnosticException">The samples do not suit the network or the recipe.</exception>
    public torch.Tensor Loss(TorchParameters parameters, CalibrationBatch batch, long step, LearnedGates? gates = null, bool isAgain = false)
    {
        if (batch.Inputs.Length != graph.Inputs.Length)
        {
            throw DiagnosticCatalog.TrainingInputsDiffer.Error(request.Data.Name, batch.Inputs.Length, graph.Name, graph.Inputs.Length);
        }

        var mixing = Recipe.Mixup > 0 ? Mixing.Of(Recipe.Seed, step, batch.Count, Recipe.Mixup) : null;
        var inputs = batch.Inputs.Select(input => Mixed(input, mixing)).ToArray();
        var mode = Recipe.FreezeStatistics ? NormalizationMode.Kept : isAgain ? NormalizationMode.BatchAgain : NormalizationMode.Batch;
        var used = Recipe.MixedPrecision ? parameters.InHalf(graph) : parameters;
        var answers = HalfPrecision.Widened(student.Run(used, inputs, mode, gates?.Straight() ?? []));
        var terms = new List<torch.Tensor>();
        if (gates?.Penalty() is { } penalty)
        {
            terms.Add(penalty);
        }

        if (HardWeight > 0)
        {
            terms.Add(Known(answers, batch, mixing).mul(HardWeight));
        }

        if (teacher is not null)
        {
            terms.AddRange(Taught(answers, teacher.Run(inputs)));
        }

        return terms.Aggregate((sum, term) => sum.add(term));
    }

    /// <summary>Against what is known of the samples.</summary>
    private torch.Tensor Known(ImmutableArray<torch.Tensor> answers, CalibrationBatch batch, Mixing? mixing)
    {
        if (batch.Target is { } target)
        {
            var expected = Mixed(target, mixing);
            ShapeCheck.Same("the targets", expected, graph.NameOf(graph.Outputs[0].Value), answers[answer]);
            return Losses.SquaredError(answers[answer], expected);
        }

        var labels = batch.Labels ?? throw DiagnosticCatalog.NothingToLearnFrom.Error(request.Data.Name);
        var classes = ShapeCheck.Classes(graph.NameOf(fetch.Values[scores]), answers[scores]);
        var count = (int)classes.shape[1];
        if (labels.Any(label => label < 0 || label >= count))
        {
            throw DiagnosticCatalog.LabelBeyondOutputs.Error(request.Data.Name, labels.First(label => label < 0 || label >= count), count);
        }

        var distribution = SoftLabels.Of(labels.AsSpan(), count, Recipe.LabelSmoothing, mixing);
        return Losses.CrossEntropy(classes, torch.tensor(distribution, classes.shape).to(device).to(classes.dtype));
    }

    /// <summary>Against the teacher's answers.</summary>
    private IEnumerable<torch.Tensor> Taught(ImmutableArray<torch.Tensor> answers, TeacherAnswers expected)
    {
        var distillation = request.Teacher!;
        if (distillation is { Regression: true, Weight: > 0 })
        {
            var errors = outputs.Zip(expected.Outputs, (index, output) => Error(index, output, Losses.SquaredError));
            yield return errors.Aggregate((sum, error) => sum.add(error)).mul(distillation.Weight);
        }
        else if (distillation.Weight > 0)
        {
            var own = ShapeCheck.Classes(graph.NameOf(fetch.Values[scores]), answers[scores]);
            ShapeCheck.Same("the teacher's scores", expected.Scores, graph.NameOf(fetch.Values[scores]), own);
            yield return Losses.Divergence(own, expected.Scores, distillation.Temperature).mul(distillation.Weight);
        }

        foreach (var (index, feature) in features.Zip(expected.Features))
        {
            yield return Error(index, feature, Losses.RelativeError).mul(distillation.FeatureWeight);
        }

        torch.Tensor Error(int index, torch.Tensor value, Func<torch.Tensor, torch.Tensor, torch.Tensor> loss)
        {
            ShapeCheck.Same("the teacher's", value, graph.NameOf(fetch.Values[index]), answers[index]);
            return loss(answers[index], value);
        }
    }

    private torch.Tensor Mixed(Tensor samples, Mixing? mixing)
    {
        var own = TorchTensors.ToTorch(samples, device);
        if (mixing is null)
        {
            return own;
        }

        var partners = torch.tensor(mixing.Partners.Select(partner => (long)partner).ToArray()).to(device);
        return own.mul(mixing.Part).add(own.index_select(0, partners), 1 - mixing.Part);
    }
}
