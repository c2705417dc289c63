using System.Runtime.InteropServices;
using DepthCompress.GraphIR;
using DepthCompress.Runtime.Torch;
using TorchSharp;

namespace DepthCompress.Runtime.Training;

/// <summary>One run, from its first step or from where it was stopped, to its result.</summary>
internal sealed class TrainingRun
{
    private readonly Graph graph;
    private readonly TrainingRequest request;
    private readonly TorchParameters parameters;
    private readonly Objective objective;
    private readonly ImmutableArray<TrainedWeight> weights;
    private readonly LearnedGates? gates;
    private readonly WeightMasks? masks;
    private readonly ImmutableArray<IStepLearner> learners;
    private readonly WeightUpdate update;
    private readonly MovingAverage? average;
    private readonly Validator? validator;
    private readonly LossWindow losses;
    private readonly RunMemory memory;
    private readonly RunIdentity? identity;
    private readonly long firstStep;
    private long savedStep = -1;

    public TrainingRun(Graph graph, TrainingRequest request, TorchParameters parameters, Objective objective)
    {
        (this.graph, this.request, this.parameters, this.objective) = (graph, request, parameters, objective);
        identity = request.Checkpoint is null ? null : RunIdentity.Of(graph, request);
        gates = request.Gates is { } gated ? new(gated, Recipe.WeightDecay, parameters.Device) : null;
        weights = TrainedWeights.Of(graph, parameters, objective.Fetch, Recipe);
        weights = gates is null ? weights : weights.Add(gates.Weight);
        update = WeightUpdate.Of(Recipe.Optimizer, weights);
        masks = request.Masks.Count > 0 ? new(request.Masks, parameters, weights) : null;
        learners = Learners();
        ImmutableArray<Value> changed = [.. parameters.Weights.Concat(parameters.Statistics).Select(parameter => parameter.Value), .. Initializers];
        var network = new TensorSet([.. changed.Select(value => parameters[value])]);
        average = Recipe.AverageDecay > 0 ? new(network, Recipe.AverageDecay) : null;
        losses = new(StepsOfEpoch);
        memory = new([.. changed.Select(graph.NameOf)], network, update, average, losses) { Gates = gates, Learners = learners };
        validator = request is { Validation: { } samples, Metric: { } metric }
            ? new(graph, request.Teacher?.Teacher ?? graph, samples, metric, parameters.Device, request.Gates?.Units ?? [])
            : null;
        Resume();
        firstStep = Step;
    }

    /// <summary>Finished steps.</summary>
    public long Step => memory.State.Step;

    private TrainingRecipe Recipe => request.Recipe;

    /// <summary>What learners train besides the weights.</summary>
    private IEnumerable<Value> Initializers => learners.SelectMany(learner => learner.Initializers);

    private long StepsOfEpoch => request.Data.Count / Recipe.BatchSize;

    private bool IsDone => Step >= Recipe.Steps || memory.State.StoppedEarly;

    /// <summary>Steps until the end, or until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the checkpoint holds every step that was finished.</exception>
    public TrainingResult Run(ProgressMeter meter, CancellationToken cancellation)
    {
        using var batches = request.Data.From(Step, Recipe.BatchSize, Recipe.Seed, cancellation).GetEnumerator();
        while (!IsDone)
        {
            meter.Apart(() => StandStill(cancellation));
            var batch = meter.Wait(() => Next(batches, cancellation));
            var loss = Learn(batch);
            meter.Apart(EndStep);
            var isDue = IsDone || memory.State.Validations.LastOrDefault().Step == Step;
            meter.Step(loss, RateAt(Step - 1), LastMetric, isDue);
        }

        return Finish(meter);
    }

    private double? LastMetric => memory.State.Validations is [.., var last] ? last.Metric : null;

    private double RateAt(long step) => Recipe.Schedule.At(step, Recipe.Steps);

    private CalibrationBatch Next(IEnumerator<CalibrationBatch> batches, CancellationToken cancellation) => Kept(() =>
    {
        cancellation.ThrowIfCancellationRequested();
        return batches.MoveNext() ? batches.Current : throw new CompilerBugException("training data ended");
    });

    private void StandStill(CancellationToken cancellation)
    {
        if (request.Pause is { IsDue: true } pause && weights is [var first, ..])
        {
            // A GPU works on what it was given until somebody asks it for a number.
            _ = first.Tensor.detach().sum().ToDouble();
            Kept(() =>
            {
                pause.Wait(cancellation);
                return true;
            });
        }
    }

    /// <summary>Between two steps the state is whole, whatever stops the run there: the user, or the disk the samples are on.</summary>
    private T Kept<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch
        {
            Save();
            throw;
        }
    }

    private double Learn(CalibrationBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            foreach (var learner in learners)
            {
                learner.BeginStep(Step, Recipe.Steps);
            }

            return Descend(batch);
        }
        catch (ExternalException problem)
        {
            throw DiagnosticCatalog.TrainingFails.Error(null, Step, problem.Message.Split('\n')[0]);
        }
    }

    private double Descend(CalibrationBatch batch)
    {
        var loss = objective.Loss(parameters, batch, Step, gates);
        var number = Finite(loss);
        torch.Tensor[] wanted = [.. weights.Select(weight => weight.Tensor), .. Initializers.Select(value => parameters[value])];
        var gradients = torch.autograd.grad([loss], wanted);
        Update([.. gradients.Take(weights.Length)]);
        var next = weights.Length;
        foreach (var learner in learners)
        {
            ImmutableArray<torch.Tensor> own = [.. gradients.Skip(next).Take(learner.Initializers.Length)];
            next += own.Length;
            learner.EndStep(new(Step, Recipe.Steps, RateAt(Step), own, () => LossAgain(batch)));
        }

        average?.Add(Step);
        losses.Add(number);
        return number;
    }

    private void Update(IList<torch.Tensor> gradients)
    {
        gradients = masks?.Live(gradients) ?? gradients;
        gradients = Recipe.ClipNorm > 0 ? GradientClip.Limit(gradients, Recipe.ClipNorm) : gradients;
        update.Apply(gradients, RateAt(Step), Step);
    }

    private torch.Tensor LossAgain(CalibrationBatch batch)
    {
        var loss = objective.Loss(parameters, batch, Step, gates, isAgain: true);
        Finite(loss);
        return loss;
    }

    private double Finite(torch.Tensor loss)
    {
        var number = loss.ToDouble();
        return double.IsFinite(number) ? number : throw DiagnosticCatalog.LossNotFinite.Error(null, Step, number);
    }

    private void EndStep()
    {
        memory.State = memory.State with { Step = Step + 1 };
        ChooseUnits();
        var every = Recipe.ValidateEvery > 0 ? Recipe.ValidateEvery : StepsOfEpoch;
        if (validator is not null && (Step % every == 0 || Step == Recipe.Steps))
        {
            Validate(validator);
        }

        if (IsDone || Step % Recipe.CheckpointEvery == 0)
        {
            Save();
        }
    }

    /// <summary>What is validated, and what a run ends with, is the choice by the present scores.</summary>
    private void ChooseUnits()
    {
        var (endsEpoch, endsRun) = (Step % StepsOfEpoch == 0, Step == Recipe.Steps);
        if (gates is not null && (endsEpoch || endsRun))
        {
            gates.Choose(Step, Recipe.Steps);
            gates.EndEpoch();
        }

        memory.State = memory.State with { Gates = gates?.Memory };
    }

    private void Validate(Validator validator)
    {
        var metric = Measure(validator);
        var state = memory.State with { Validations = memory.State.Validations.Add(new(Step, metric)) };
        if (Recipe.Patience > 0)
        {
            var isGain = state.Best is null || metric > state.Best;
            var withoutGain = isGain ? 0 : state.WithoutGain + 1;
            state = state with
            {
                Best = isGain ? metric : state.Best,
                WithoutGain = withoutGain,
                StoppedEarly = withoutGain >= Recipe.Patience,
            };
            if (isGain)
            {
                memory.KeepAsBest();
            }
        }

        memory.State = state;
    }

    /// <summary>Of what the network would be if the run ended here.</summary>
    private double Measure(Validator validator)
    {
        if (average is null)
        {
            return validator.Measure(parameters, gates);
        }

        using var scope = torch.NewDisposeScope();
        var aside = memory.Network.Copy();
        memory.Network.CopyFrom(average.Average);
        var metric = validator.Measure(parameters, gates);
        memory.Network.CopyFrom(aside);
        return metric;
    }

    private TrainingResult Finish(ProgressMeter meter)
    {
        memory.Network.CopyFrom(memory.Best ?? memory.Present);
        if (parameters.Weights.Any(weight => !double.IsFinite(weight.Tensor.detach().sum().ToDouble())))
        {
            throw DiagnosticCatalog.LossNotFinite.Error(null, Step, "no number, since weights are none");
        }

        ImmutableArray<(long, double)> validations = [.. memory.State.Validations.Select(point => (point.Step, point.Metric))];
        var trained = parameters.WriteBack(graph, Initializers);
        var result = new TrainingResult(trained, Step, losses.Mean, memory.State.Best ?? LastMetric, memory.State.StoppedEarly, validations)
        {
            FirstStep = firstStep,
            SamplesPerSecond = meter.SamplesPerSecond,
            WaitedSeconds = meter.Waited.TotalSeconds,
        };
        return learners.Aggregate(result, (whole, learner) => learner.AddTo(whole));
    }

    /// <summary>In the order in which they end a step: what keeps weights zero has the last word.</summary>
    private ImmutableArray<IStepLearner> Learners()
    {
        var groups = request.Groups is { } grouped ? new LearnedGroups(grouped, graph, parameters, update, Recipe) : null;
        var factors = request.Factors is { } factored ? new LearnedFactors(factored, graph, parameters) : null;
        IStepLearner?[] all = [gates, groups, factors, masks];
        return [.. all.OfType<IStepLearner>()];
    }

    private void Save()
    {
        if (request.Checkpoint is { } path && savedStep != Step)
        {
            CheckpointFile.Write(path, memory.ToCheckpoint(identity!));
            savedStep = Step;
        }
    }

    private void Resume()
    {
        if (request.Checkpoint is not { } path || CheckpointFile.Read(path) is not { } checkpoint)
        {
            return;
        }

        if (checkpoint.Run.DifferenceFrom(identity!) is { Length: > 0 } difference)
        {
            throw DiagnosticCatalog.CheckpointOfAnotherRun.Error(path, difference);
        }

        memory.Restore(checkpoint);
        savedStep = Step;
    }
}
