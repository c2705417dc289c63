using TorchTensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Training;

/// <summary>
/// The group lasso of one layer, R = Σ_g s_g Σ_i n_g[i] with n_g[i]² = Σ_o p[g,o]² e[o,i] and s_g = (Σ_o √p[g,o])², and its derivatives in closed
/// form (Dynamic Structure Pruning, AAAI'23). The constant κ of the layer is left to the caller.
/// </summary>
internal sealed class GroupPenalty
{
    /// <summary>Norms up to this count as zero.</summary>
    private const double Tiny = 1e-8;
    private readonly TorchTensor energies;
    private readonly TorchTensor memberships;
    private readonly TorchTensor squares;
    private readonly TorchTensor halves;
    private readonly TorchTensor sizes;
    private readonly TorchTensor norms;
    private readonly TorchTensor inverses;

    /// <param name="energies">e: sums of the squares of kernels, of shape (filters, channels).</param>
    /// <param name="memberships">p: to what part every filter belongs to every group, of shape (groups, filters).</param>
    public GroupPenalty(TorchTensor energies, TorchTensor memberships)
    {
        this.energies = energies;
        this.memberships = memberships.clamp_min(Tiny);
        squares = memberships.square();
        halves = this.memberships.sqrt();
        sizes = memberships.sqrt().sum(1, keepdim: true);
        norms = squares.matmul(energies).sqrt();
        inverses = norms.clamp_min(Tiny).reciprocal().masked_fill(norms.le(Tiny), 0);
    }

    /// <summary>h_g², of shape (groups, 1): the square of a group's size where every filter is in one group.</summary>
    private TorchTensor Weights => sizes.square();

    /// <summary>R.</summary>
    public TorchTensor Value => Weights.mul(norms).sum();

    /// <summary>∂R/∂W divided by W, kernel by kernel: of shape (filters, channels).</summary>
    public TorchTensor Shrinkage() => squares.mul(Weights).t().matmul(inverses);

    /// <summary>∂R/∂p.</summary>
    public TorchTensor OfMemberships() =>
        Sizing(norms).add(Weights.mul(memberships).mul(inverses.matmul(energies.t())));

    /// <summary>∂²R/∂p∂W in a direction D of the weights.</summary>
    /// <param name="products">c: the inner products of the kernels of W and D, of shape (filters, channels).</param>
    public TorchTensor Mixed(TorchTensor products)
    {
        var slopes = squares.matmul(products);
        var cubes = slopes.mul(inverses.pow(3));
        var curved = inverses.matmul(products.t()).mul(2).sub(cubes.matmul(energies.t()));
        return Sizing(slopes.mul(inverses)).add(Weights.mul(memberships).mul(curved));
    }

    /// <summary>
    /// What the released program takes for <see cref="Mixed"/>: of the sums over filters only the filter itself, and the product of two sums
    /// over channels for the sum of the products.
    /// </summary>
    public TorchTensor MixedAsReleased(TorchTensor products)
    {
        var linear = inverses.matmul(products.t());
        var cubic = inverses.pow(3).matmul(energies.t()).mul(squares).mul(products.sum(1));
        return sizes.div(halves).mul(squares).mul(linear).add(Weights.mul(memberships).mul(linear.mul(2).sub(cubic)));
    }

    /// <summary>
    /// What kernels are multiplied by when every group channel moves towards zero by a length, of shape (filters, channels). Where every filter
    /// is in one group, it is the proximal operator of the penalty.
    /// </summary>
    /// <param name="length">Of the step, before the weight s_g of a group.</param>
    /// <param name="overshoots">Whether what is shorter than its step goes beyond zero, instead of ending there.</param>
    public TorchTensor Shrunk(double length, bool overshoots)
    {
        var left = Weights.div(norms.clamp_min(Tiny)).mul(-length).add(1);
        return squares.t().matmul(overshoots ? left : left.clamp_min(0));
    }

    /// <summary>From ∂/∂p to ∂/∂a, where p is the softmax of a / τ and anything that does not depend on a.</summary>
    public static TorchTensor OfLogits(TorchTensor memberships, TorchTensor slopes, double temperature) =>
        slopes.sub(memberships.mul(slopes).sum(0, keepdim: true)).mul(memberships).div(temperature);

    /// <summary>The part of a derivative by p that comes from s_g alone.</summary>
    private TorchTensor Sizing(TorchTensor terms) => sizes.div(halves).mul(terms.sum(1, keepdim: true));
}
